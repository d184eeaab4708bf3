import type pg from 'pg';
import { fillWithoutOutbox } from './scratch-database.js';

/** How large a filled business is. */
export interface ChainSize {
  readonly locations: number;
  /** Appointments of its ordinary locations, together. */
  readonly appointments: number;
}

export const CHAIN_BARBERS = 10;
/** Services of half an hour; the last one has a horizon of ten years. */
export const CHAIN_SERVICES = 5;
/** An ordinary barber's day is half full. */
const APPOINTMENTS_A_DAY = 8;
const FULL_DAYS = 91;
const FULL_YEARS_DAYS = 3652;
const FULL_YEARS_BARBERS = 5;
/** Barbers are filled this many at a time: one statement would hold all rows in the memory of one transaction. */
const AT_A_TIME = 200;

/** The location whose barbers are full up to the horizon of 90 days. */
export const fullLocation = ({ locations }: ChainSize) => locations + 1;
/** The location whose five barbers are full for ten years. */
export const fullForYearsLocation = ({ locations }: ChainSize) => locations + 2;
export const clientsOf = ({ appointments }: ChainSize) => Math.max(100, Math.round(appointments / 10));

const everyDay = (start: number, end: number) =>
  JSON.stringify(Array.from({ length: 7 }, () => [[start, end]]));

/**
 * Fills an empty database with a business: ordinary locations of ten barbers with eight appointments on each of their days, a third of
 * them past; and two locations that are fully booked, for 90 days and for ten years. A client for ten appointments, half of them with an
 * account, an entry of the audit for two appointments, one appointment in a hundred uncovered. The outbox stays empty.
 */
export async function fillChain(client: pg.Client, size: ChainSize): Promise<void> {
  await fillWithoutOutbox(client, async () => {
    await client.query(
      `SET synchronous_commit = off; SET work_mem = '64MB'; SET maintenance_work_mem = '256MB'`,
    );
    await insertShops(client, size);
    await insertPersons(client, clientsOf(size));
    await insertAppointments(client, size);
    await insertFull(client, fullLocation(size), FULL_DAYS);
    await insertFull(client, fullForYearsLocation(size), FULL_YEARS_DAYS);
    await insertRecords(client, size);
  });
  await client.query('VACUUM ANALYZE');
}

async function insertShops(client: pg.Client, size: ChainSize): Promise<void> {
  const barbers = size.locations * CHAIN_BARBERS;
  const full = fullLocation(size);
  const years = fullForYearsLocation(size);
  await client.query(`
    INSERT INTO services (name, duration_minutes, price_cents, booking_horizon_days)
      SELECT 'Service ' || n, 30, 1000 * n, CASE WHEN n = ${CHAIN_SERVICES} THEN 3650 END FROM generate_series(1, ${CHAIN_SERVICES}) AS n;
    INSERT INTO locations (business_id, name, timezone)
      SELECT 1, 'Location ' || n, 'Europe/Berlin' FROM generate_series(1, ${years}) AS n;
    INSERT INTO barbers (location_id, name)
      SELECT CASE WHEN n <= ${barbers} THEN 1 + (n - 1) / ${CHAIN_BARBERS}
        WHEN n <= ${barbers + CHAIN_BARBERS} THEN ${full} ELSE ${years} END, 'Barber ' || n
      FROM generate_series(1, ${barbers + CHAIN_BARBERS + FULL_YEARS_BARBERS}) AS n;
    INSERT INTO barber_availability SELECT id, '${everyDay(540, 1020)}' FROM barbers;
    INSERT INTO business_hours SELECT id, '${everyDay(480, 1200)}' FROM locations;
    INSERT INTO booking_settings (business_id, minimum_notice_minutes, max_open_bookings_per_client, client_overlap)
      VALUES (1, 0, 0, true)`);
}

/** Names come from short lists, so that a search finds few or many of them. Account n is that of client 2n. */
async function insertPersons(client: pg.Client, clients: number): Promise<void> {
  const part = (names: readonly string[], n: string) =>
    `(ARRAY['${names.join("','")}'])[1 + ${n} % ${names.length}]`;
  const name = (n: string) =>
    `${part(FIRST_NAMES, n)} || ' ' || ${part(LAST_NAMES, `(${n} / 7)`)} || ' ' || ${n}`;
  await client.query(`
    INSERT INTO users (email, password_hash, name)
      SELECT 'client' || 2 * n || '@example.com', '-', ${name('(2 * n)')} FROM generate_series(1, ${Math.floor(clients / 2)}) AS n;
    DROP INDEX clients_search;
    INSERT INTO clients (business_id, user_id, name, email, phone)
      SELECT 1, CASE WHEN n % 2 = 0 THEN n / 2 END, ${name('n')}, 'client' || n || '@example.com', '+49 30 ' || 1000000 + n
      FROM generate_series(1, ${clients}) AS n;
    CREATE INDEX clients_search ON clients USING gin (search gin_trgm_ops)`);
}

async function insertAppointments(client: pg.Client, size: ChainSize): Promise<void> {
  const barbers = size.locations * CHAIN_BARBERS;
  const each = Math.ceil(size.appointments / barbers);
  const past = Math.floor(each / APPOINTMENTS_A_DAY / 3);
  for (let from = 1; from <= barbers; from += AT_A_TIME) {
    // Of those past, most are completed; one in twenty was cancelled, and one in thirty did not come.
    await client.query(
      `INSERT INTO appointments (barber_id, service_id, location_id, client_id, currency, price_cents, status,
         starts_at, ends_at, blocked_from, blocked_until, timezone, created_at)
       SELECT barber, 1 + mixed % ${CHAIN_SERVICES}, 1 + (barber - 1) / ${CHAIN_BARBERS}, 1 + mixed % $4::int, 'USD', 1000,
         CASE WHEN mixed % 20 = 7 THEN 'cancelled' WHEN s > now() THEN 'confirmed' WHEN mixed % 30 = 8 THEN 'no_show' ELSE 'completed' END,
         s, s + interval '30 min', s, s + interval '30 min', 'Europe/Berlin', s - interval '10 days'
       FROM generate_series($1::int, $2::int) AS barber, generate_series(0, $3::int - 1) AS number,
         LATERAL (SELECT abs(hashint4(barber * 8191 + number))) AS hashed(mixed),
         LATERAL (SELECT (current_date + number / ${APPOINTMENTS_A_DAY} - $5::int + time '09:00'
           + make_interval(mins => 60 * (number % ${APPOINTMENTS_A_DAY}))) AT TIME ZONE 'Europe/Berlin') AS given(s)`,
      [from, Math.min(barbers, from + AT_A_TIME - 1), each, clientsOf(size), past],
    );
  }
}

/** Every hour in which the location's barbers work, for walk-ins. */
async function insertFull(client: pg.Client, locationId: number, days: number): Promise<void> {
  await client.query(
    `INSERT INTO appointments (barber_id, service_id, location_id, currency, starts_at, ends_at, blocked_from, blocked_until, timezone)
     SELECT id, 1, location_id, 'USD', s, s + interval '1 hour', s, s + interval '1 hour', 'Europe/Berlin'
     FROM barbers, generate_series(-1, $2::int) AS day, generate_series(9, 16) AS hour,
       LATERAL (SELECT (current_date + day + make_interval(hours => hour)) AT TIME ZONE 'Europe/Berlin') AS given(s)
     WHERE location_id = $1 ORDER BY s, id`,
    [locationId, days],
  );
}

async function insertRecords(client: pg.Client, { appointments }: ChainSize): Promise<void> {
  const entries = Math.round(appointments / 2);
  await client.query(`
    INSERT INTO uncovered_appointments (appointment_id, starts_at)
      SELECT id, starts_at FROM appointments WHERE status = 'confirmed' AND id % 100 = 0;
    INSERT INTO audit (at, area, action, user_id, address, changes)
      SELECT now() - (${entries} - n) * interval '400 days' / ${entries}, CASE WHEN n % 1000 = 0 THEN 'account' ELSE 'booking' END,
        CASE WHEN n % 1000 = 0 THEN 'PATCH /users/:id' WHEN n % 10 = 0 THEN 'PATCH /bookings/:id' ELSE 'POST /bookings' END,
        1 + n % 1000, '192.0.2.1',
        jsonb_build_array(jsonb_build_object('object', CASE WHEN n % 1000 = 0 THEN 'users' ELSE 'appointments' END, 'id', n,
          'operation', 'created', 'fields', '[]'::jsonb))
      FROM generate_series(1, ${entries}) AS n`);
}

const FIRST_NAMES = [
  'Ada',
  'Ben',
  'Chloe',
  'Dario',
  'Elif',
  'Femi',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Maria',
];
const LAST_NAMES = [
  'Adler',
  'Bauer',
  'Costa',
  'Demir',
  'Evans',
  'Fischer',
  'Garcia',
  'Hansen',
  'Ito',
  'Okafor',
  'Weber',
];
