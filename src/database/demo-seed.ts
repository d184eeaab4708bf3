import { Injectable } from '@nestjs/common';
import { Database } from './database.js';
import { DEMO_BARBERS, DEMO_CLIENTS, DEMO_LOCATIONS, DEMO_SERVICES, type DemoBarber } from './demo-shop.js';

const DAYS_BACK = 10;
const DAYS_AHEAD = 12;
/** Of the times at which an appointment could begin, how many do. */
const BUSY_SHARE = 0.45;

interface Booking {
  readonly barber: number;
  readonly service: number;
  readonly client: number;
  /** Days from today, in the shop's calendar. */
  readonly day: number;
  readonly minute: number;
}

/** A shop worth looking at, around today; the same every time but for the date. */
@Injectable()
export class DemoSeed {
  constructor(private readonly database: Database) {}

  /**
   * Fills an empty shop in one transaction; one that has a location is left alone.
   * @param passwordHash of the accounts it makes: `barber@bookedbarber.local` and six clients
   */
  async run(passwordHash: string): Promise<void> {
    await this.database.transaction(async () => {
      // Two instances that start together: the second waits here and then finds the shop filled.
      await this.database.query('LOCK TABLE locations IN EXCLUSIVE MODE');
      const [{ count } = { count: 0 }] = await this.database.query<{ count: number }>(
        'SELECT count(*) AS count FROM locations',
      );
      if (count > 0) return;
      await this.shop();
      await this.people(passwordHash);
      await this.weeks();
      await this.appointments();
    });
  }

  private async shop(): Promise<void> {
    for (const { name, timezone, hours } of DEMO_LOCATIONS) {
      await this.database.query(
        `WITH location AS (INSERT INTO locations (business_id, name, timezone) VALUES (1, $1, $2) RETURNING id)
         INSERT INTO business_hours (location_id, weekly) SELECT id, $3::jsonb FROM location`,
        [name, timezone, JSON.stringify(hours)],
      );
    }
    for (const { name, minutes, before, after, cents } of DEMO_SERVICES) {
      await this.database.query(
        `INSERT INTO services (name, duration_minutes, buffer_before_minutes, buffer_after_minutes, price_cents)
         VALUES ($1, $2, $3, $4, $5)`,
        [name, minutes, before, after, cents],
      );
    }
  }

  private async people(passwordHash: string): Promise<void> {
    await this.database.query(
      `INSERT INTO users (email, password_hash, name, role, timezone)
       VALUES ('barber@bookedbarber.local', $1, $2, 'barber', $3) ON CONFLICT (email) DO NOTHING`,
      [passwordHash, DEMO_BARBERS[0]?.name, DEMO_LOCATIONS[0].timezone],
    );
    for (const name of DEMO_CLIENTS) {
      await this.database.query(
        `INSERT INTO users (email, password_hash, name) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING`,
        [`${name.toLowerCase()}@example.com`, passwordHash, name],
      );
    }
  }

  private async weeks(): Promise<void> {
    for (const { name, location, services, week } of DEMO_BARBERS) {
      await this.database.query(
        `WITH barber AS (
           INSERT INTO barbers (location_id, name, user_id)
           SELECT location.id, $1, (SELECT id FROM users WHERE name = $1 AND role = 'barber')
           FROM locations AS location ORDER BY location.id OFFSET $2 LIMIT 1 RETURNING id
         ), offers AS (
           INSERT INTO barber_services (barber_id, service_id)
           SELECT barber.id, offered.id FROM barber,
             (SELECT id, row_number() OVER (ORDER BY id) - 1 AS position FROM services) AS offered
           WHERE offered.position = ANY($3::int[])
         )
         INSERT INTO barber_availability (barber_id, weekly) SELECT id, $4::jsonb FROM barber`,
        [name, location, services, JSON.stringify(week)],
      );
    }
    await this.database.query(
      `INSERT INTO barber_overrides (barber_id, date, windows)
       SELECT id, current_date + 3, '[[600, 780]]' FROM barbers ORDER BY id LIMIT 1`,
    );
    await this.database.query(
      `INSERT INTO barber_time_off (barber_id, starts_at, ends_at, reason)
       SELECT id, date_trunc('day', now()) + interval '5 days', date_trunc('day', now()) + interval '8 days', 'Holiday'
       FROM barbers ORDER BY id OFFSET 4 LIMIT 1`,
    );
  }

  private async appointments(): Promise<void> {
    await this.database.query(
      `INSERT INTO appointments
         (status, barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
       SELECT
         CASE WHEN starts_at > now() THEN 'confirmed' WHEN booking.client = 0 THEN 'no_show' ELSE 'completed' END,
         barber.id, service.id, location.id, client.id,
         starts_at, starts_at + make_interval(mins => service.duration_minutes),
         starts_at - make_interval(mins => service.buffer_before_minutes),
         starts_at + make_interval(mins => service.duration_minutes + service.buffer_after_minutes),
         location.timezone
       FROM jsonb_to_recordset($1::jsonb) AS booking(barber int, service int, client int, day int, minute int)
       JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM barbers) AS barber ON barber.n = booking.barber
       JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM services) AS service ON service.n = booking.service
       JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM users WHERE role = 'client') AS client
         ON client.n = booking.client
       JOIN locations AS location ON location.id = barber.location_id
       CROSS JOIN LATERAL (
         SELECT (date_trunc('day', now() AT TIME ZONE location.timezone)
           + make_interval(days => booking.day, mins => booking.minute)) AT TIME ZONE location.timezone AS starts_at
       ) AS moment
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(DEMO_BARBERS.flatMap(bookingsOf))],
    );
  }
}

/** About three weeks of a barber's bookings, in wall time; those that collide are dropped by the constraint. */
function bookingsOf(barber: DemoBarber, index: number): Booking[] {
  const random = seededRandom(index + 1);
  const services = barber.services.length > 0 ? barber.services : DEMO_SERVICES.map((_, service) => service);
  const bookings: Booking[] = [];
  const today = (new Date().getUTCDay() + 6) % 7;
  for (let day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
    const windows = barber.week[(((today + day) % 7) + 7) % 7] ?? [];
    for (const [start, end] of windows) {
      for (let minute = start; minute + 75 <= end; minute += 30) {
        if (random() > BUSY_SHARE) continue;
        const service = services[Math.floor(random() * services.length)] ?? 0;
        const client = Math.floor(random() * DEMO_CLIENTS.length);
        bookings.push({ barber: index, service, client, day, minute });
      }
    }
  }
  return bookings;
}

/** Mulberry32: numbers from 0 to 1 that are the same for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
