import type pg from 'pg';
import { fillWithoutOutbox } from './scratch-database.js';

export const BARBERS_A_LOCATION = 10;
const APPOINTMENTS_A_BARBER = 10_000;
const A_DAY = 16;
const DAYS_PAST = 500;

/**
 * Fills the database with shops of ten barbers, each with 10 000 appointments of half an hour, 16 on every day: 500 days back, 125 ahead. The
 * outbox stays empty.
 */
export async function fill(client: pg.Client, appointments: number): Promise<void> {
  await fillWithoutOutbox(client, async () => insert(client, appointments));
  await client.query('VACUUM ANALYZE');
}

async function insert(client: pg.Client, appointments: number): Promise<void> {
  const barbers = Math.max(BARBERS_A_LOCATION, Math.ceil(appointments / APPOINTMENTS_A_BARBER));
  const week = (start: number, end: number) =>
    JSON.stringify(Array.from({ length: 7 }, () => [[start, end]]));
  await client.query(`
    SET synchronous_commit = off;
    INSERT INTO services (name, duration_minutes, buffer_after_minutes) VALUES ('Haircut', 30, 0);
    INSERT INTO users (email, password_hash, name) VALUES ('bench@example.com', '-', 'Bench');
    INSERT INTO clients (business_id, user_id, name) VALUES (1, 1, 'Bench') ON CONFLICT DO NOTHING;
    INSERT INTO locations (business_id, name, timezone)
      SELECT 1, 'Location ' || n, 'Europe/Berlin' FROM generate_series(1, ${barbers / BARBERS_A_LOCATION}) AS n;
    INSERT INTO barbers (location_id, name)
      SELECT 1 + (n - 1) / ${BARBERS_A_LOCATION}, 'Barber ' || n FROM generate_series(1, ${barbers}) AS n;
    INSERT INTO barber_availability SELECT id, '${week(540, 1140)}' FROM barbers;
    INSERT INTO business_hours SELECT id, '${week(480, 1200)}' FROM locations;
    INSERT INTO booking_settings (business_id, minimum_notice_minutes, max_open_bookings_per_client, client_overlap)
      VALUES (1, 0, 0, true);`);
  // One barber at a time: a single statement would hold all rows in the memory of one transaction.
  for (let barber = 1; barber <= barbers; barber++) {
    await client.query(
      `INSERT INTO appointments (barber_id, service_id, location_id, user_id, client_id, currency, starts_at, ends_at, blocked_from, blocked_until, timezone)
       SELECT $1, 1, 1 + ($1::int - 1) / $2::int, 1, 1, 'USD', s, s + interval '30 min', s, s + interval '30 min', 'Europe/Berlin'
       FROM generate_series(0, $3::int - 1) AS number,
         -- 07:00 UTC on, with half an hour free after every fourth.
         LATERAL (SELECT date_trunc('day', now(), 'UTC') + make_interval(
           days => number / $4::int - $5::int, mins => 420 + 30 * (number % $4::int + number % $4::int / 4)
         )) AS given(s)`,
      [barber, BARBERS_A_LOCATION, APPOINTMENTS_A_BARBER, A_DAY, DAYS_PAST],
    );
  }
}
