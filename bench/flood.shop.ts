import type { TestDatabase } from '../test/support/database.js';
import { createShop } from '../test/support/shop.js';

const CLIENTS = 5000;
/** Booked days of each barber, from tomorrow on, with two appointments each. */
const BOOKED_DAYS = 60;

/** What the floods name. */
export interface FloodedShop {
  readonly locationId: number;
  readonly barberIds: readonly number[];
  readonly serviceId: number;
  /** Of a service that fits no window. */
  readonly longServiceId: number;
  /** A client with many bookings. */
  readonly clientId: number;
  /** A booking of the account that the clients' floods are sent with. */
  readonly bookingId: number;
}

/** A shop as floods want it, filled by SQL; `userId`: the account that the clients' floods are sent with. */
export async function fillFloodedShop(
  database: Pick<TestDatabase, 'query'>,
  userId: number,
  { barbers = 50, clients = CLIENTS, days = BOOKED_DAYS } = {},
): Promise<FloodedShop> {
  const shop = await createShop(database, { barbers, windows: [[540, 720]] });
  const id = async (sql: string, values: readonly unknown[] = []) => {
    const [row] = await database.query<{ id: number }>(sql, [...values]);
    if (row === undefined) throw new Error(`No row: ${sql}`);
    return row.id;
  };
  const longServiceId = await id(
    `INSERT INTO services (name, duration_minutes) VALUES ('Fits no window', 480) RETURNING id`,
  );
  await database.query('UPDATE booking_settings SET guest_booking = true');
  await database.query(
    `INSERT INTO clients (business_id, name, email)
     SELECT 1, 'Client ' || number, 'client' || number || '@example.com' FROM generate_series(1, $1::int) AS number`,
    [clients],
  );
  const clientId = await id('SELECT min(id) AS id FROM clients WHERE business_id = 1');
  await database.query(
    `INSERT INTO appointments (barber_id, service_id, location_id, client_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
     SELECT barber.id, $1, $2, $3 + (barber.id + day) % 20, starts, starts + '30 min', starts, starts + '30 min', 'UTC'
     FROM barbers AS barber, generate_series(1, $4::int) AS day, unnest(ARRAY[9, 11]) AS hour,
       LATERAL (SELECT (current_date + day + make_interval(hours => hour)) AT TIME ZONE 'UTC' AS starts) AS of`,
    [shop.serviceId, shop.locationId, clientId, days],
  );
  const bookingId = await id(
    `INSERT INTO appointments (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
     SELECT $1, $2, $3, $4, starts, starts + '30 min', starts, starts + '30 min', 'UTC'
     FROM (SELECT (current_date + 90 + interval '10 h') AT TIME ZONE 'UTC' AS starts) AS of RETURNING id`,
    [shop.barberIds[0], shop.serviceId, shop.locationId, userId],
  );
  return { ...shop, longServiceId, clientId, bookingId };
}
