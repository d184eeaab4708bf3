import type { TestDatabase } from './database.js';

/** A shop of one location, service, barber, client and appointment, all with id 1, written past the application. */
export async function insertShop(database: TestDatabase): Promise<void> {
  const everyDay = JSON.stringify(Array.from({ length: 7 }, () => [[540, 1020]]));
  await database.query(`
    INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Here', 'Europe/Berlin');
    INSERT INTO services (name, duration_minutes) VALUES ('Haircut', 30);
    INSERT INTO users (email, password_hash, name, timezone) VALUES ('a@example.com', '-', 'A', 'Europe/Paris');
    INSERT INTO barbers (location_id, name) VALUES (1, 'B');
    INSERT INTO barber_services (barber_id, service_id) VALUES (1, 1);
    INSERT INTO barber_availability (barber_id, weekly) VALUES (1, '${everyDay}');
    INSERT INTO appointments (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
    VALUES (1, 1, 1, 1, '2027-03-15T10:00Z', '2027-03-15T10:30Z', '2027-03-15T10:00Z', '2027-03-15T10:30Z', 'Europe/Berlin')`);
}

export interface ShopOptions {
  readonly timezone?: string;
  readonly barbers?: number;
  /** Windows in minutes, the same for every day and barber; default: all day. */
  readonly windows?: readonly (readonly [number, number])[];
  readonly durationMinutes?: number;
  readonly bufferBeforeMinutes?: number;
  readonly bufferAfterMinutes?: number;
  readonly intervalMinutes?: number;
  readonly noticeMinutes?: number;
  readonly horizonDays?: number;
  /** Default: no limit, so that one client can fill a day. */
  readonly maxOpenBookingsPerClient?: number;
  /** Default: allowed. */
  readonly clientOverlap?: boolean;
}

export interface TestShop {
  readonly locationId: number;
  readonly serviceId: number;
  readonly barberIds: readonly number[];
}

/** Inserts a shop by SQL into business 1: one location, one service, barbers who work every day. */
export async function createShop(
  database: Pick<TestDatabase, 'query'>,
  options: ShopOptions = {},
): Promise<TestShop> {
  const day = options.windows ?? [[0, 1440]];
  const week = JSON.stringify(Array.from({ length: 7 }, () => day));
  const one = async (sql: string, values: unknown[]) =>
    (await database.query<{ id: number }>(sql, values))[0]?.id ?? 0;

  await database.query(
    `INSERT INTO booking_settings (business_id, slot_interval_minutes, minimum_notice_minutes, booking_horizon_days,
       max_open_bookings_per_client, client_overlap)
     VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (business_id) DO UPDATE SET
       slot_interval_minutes = excluded.slot_interval_minutes, minimum_notice_minutes = excluded.minimum_notice_minutes,
       booking_horizon_days = excluded.booking_horizon_days,
       max_open_bookings_per_client = excluded.max_open_bookings_per_client, client_overlap = excluded.client_overlap`,
    [
      options.intervalMinutes ?? 30,
      options.noticeMinutes ?? 0,
      options.horizonDays ?? 3650,
      options.maxOpenBookingsPerClient ?? 0,
      options.clientOverlap ?? true,
    ],
  );
  const locationId = await one(
    `INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Shop', $1) RETURNING id`,
    [options.timezone ?? 'UTC'],
  );
  const serviceId = await one(
    `INSERT INTO services (name, duration_minutes, buffer_before_minutes, buffer_after_minutes)
     VALUES ('Cut', $1, $2, $3) RETURNING id`,
    [options.durationMinutes ?? 30, options.bufferBeforeMinutes ?? 0, options.bufferAfterMinutes ?? 0],
  );
  const barberIds: number[] = [];
  for (let index = 0; index < (options.barbers ?? 1); index++) {
    barberIds.push(
      await one(
        `WITH barber AS (INSERT INTO barbers (location_id, name) VALUES ($1, $2) RETURNING id)
         INSERT INTO barber_availability (barber_id, weekly) SELECT id, $3::jsonb FROM barber RETURNING barber_id AS id`,
        [locationId, `Barber ${index}`, week],
      ),
    );
  }
  return { locationId, serviceId, barberIds };
}
