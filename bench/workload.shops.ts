import pg from 'pg';
import { fillWithoutOutbox } from './scratch-database.js';
import { DAY_MS } from '../src/time/durations.js';

const LOCATIONS = 20;
const BARBERS_A_LOCATION = 5;
const DAYS = 14;
/** The day after tomorrow, so that no day of the plan becomes today if midnight passes during the run. */
const FIRST_DAY = 2;
const OPENS = 540;
const CLOSES = 1020;
const SLOT_MINUTES = 30;

export const BARBER_IDS: readonly number[] = Array.from(
  { length: LOCATIONS * BARBERS_A_LOCATION },
  (_, index) => index + 1,
);
export const DATES: readonly string[] = Array.from({ length: DAYS }, (_, day) =>
  new Date(Date.now() + (FIRST_DAY + day) * DAY_MS).toISOString().slice(0, 10),
);
/** Every possible start, `09:00` to `16:30`. Slots do not overlap, since a service lasts as long as the grid's step. */
export const TIMES: readonly string[] = Array.from({ length: (CLOSES - OPENS) / SLOT_MINUTES }, (_, slot) =>
  wallTime(OPENS + slot * SLOT_MINUTES),
);
/** The latest slot with which a barber's day may begin; each first slot is a value of its own. */
export const LATEST_FIRST_SLOT = 8;

export const locationOf = (barberId: number) => 1 + Math.floor((barberId - 1) / BARBERS_A_LOCATION);

export function barbersOf(locationId: number): readonly number[] {
  return BARBER_IDS.slice((locationId - 1) * BARBERS_A_LOCATION, locationId * BARBERS_A_LOCATION);
}

/** The hours of a barber whose day begins with that slot. */
export function windowsFrom(slot: number): { start: string; end: string }[] {
  return [{ start: wallTime(OPENS + slot * SLOT_MINUTES), end: wallTime(CLOSES) }];
}

/** Whether a slot is taken before the run: one in four is. The statement below selects the same slots. */
export function isTakenAtFirst(barberId: number, date: string, time: string): boolean {
  return (barberId * 7 + DATES.indexOf(date) * 3 + TIMES.indexOf(time) * 5) % 4 === 0;
}

/** Creates twenty shops of five barbers in UTC, open for two weeks. */
export async function fillShops(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await fillWithoutOutbox(client, async () => insert(client));
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

async function insert(client: pg.Client): Promise<void> {
  const week = JSON.stringify(Array.from({ length: 7 }, () => [[OPENS, CLOSES]]));
  const hours = JSON.stringify(Array.from({ length: 7 }, () => [[OPENS - 60, CLOSES + 60]]));
  await client.query(`
      INSERT INTO services (name, duration_minutes) VALUES ('Haircut', ${SLOT_MINUTES});
      INSERT INTO users (email, password_hash, name) VALUES ('earlier@example.com', '-', 'Earlier');
      INSERT INTO clients (business_id, user_id, name) SELECT 1, min(id), 'Earlier' FROM users ON CONFLICT DO NOTHING;
      INSERT INTO locations (business_id, name, timezone)
        SELECT 1, 'Shop ' || n, 'UTC' FROM generate_series(1, ${LOCATIONS}) AS n;
      INSERT INTO barbers (location_id, name)
        SELECT 1 + (n - 1) / ${BARBERS_A_LOCATION}, 'Barber ' || n FROM generate_series(1, ${BARBER_IDS.length}) AS n;
      INSERT INTO barber_availability SELECT id, '${week}' FROM barbers;
      INSERT INTO business_hours SELECT id, '${hours}' FROM locations;
      INSERT INTO booking_settings (business_id, minimum_notice_minutes, max_open_bookings_per_client, client_overlap)
      VALUES (1, 0, 0, true);`);
  await client.query(
    `INSERT INTO appointments (barber_id, service_id, location_id, user_id, client_id, currency, starts_at, ends_at, blocked_from, blocked_until, timezone)
       SELECT barber.id, 1, barber.location_id, (SELECT min(id) FROM users), (SELECT min(id) FROM clients), 'USD', s, s + length, s, s + length, 'UTC'
       FROM barbers AS barber, generate_series(0, $1::int - 1) AS day, generate_series(0, $2::int - 1) AS slot,
         make_interval(mins => ${SLOT_MINUTES}) AS length,
         LATERAL (SELECT ($3::date + day) AT TIME ZONE 'UTC' + make_interval(mins => ${OPENS} + slot * ${SLOT_MINUTES})) AS given(s)
       WHERE (barber.id * 7 + day * 3 + slot * 5) % 4 = 0`,
    [DAYS, TIMES.length, DATES[0]],
  );
}

function wallTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
