import { Injectable } from '@nestjs/common';
import { Temporal } from 'temporal-polyfill';
import { Clock } from '../../config/clock.js';
import { SECOND_MS } from '../../time/durations.js';
import { Database } from '../database.js';
import { demoAppointments, presentAppointment } from './demo-appointments.js';
import {
  DEMO_BARBERS,
  DEMO_CLIENTS,
  DEMO_LOCATIONS,
  DEMO_LOGIN,
  DEMO_SERVICES,
  DEMO_SHORT_DAY,
  DEMO_TIME_OFF,
} from './demo-shop.js';

/** No request waits for it. */
const SEED_MS = 60 * SECOND_MS;

/** Seeds a demo shop with appointments around today; identical on every run except for the dates. */
@Injectable()
export class DemoSeed {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Fills an empty database in one transaction. Does nothing if there is a location or a service already.
   * @param passwordHash password hash of the created accounts: the demo barber's and the clients'
   */
  async run(passwordHash: string): Promise<void> {
    await this.database.transaction(
      async () => {
        // If two instances start together, the second waits here and then finds the shop filled.
        await this.database.query('LOCK TABLE locations IN EXCLUSIVE MODE');
        const [{ count } = { count: 0 }] = await this.database.query<{ count: number }>(
          'SELECT (SELECT count(*) FROM locations) + (SELECT count(*) FROM services) AS count',
        );
        if (count > 0) return;
        await this.people(passwordHash);
        await this.shop();
        const barberIds = await this.barbers();
        await this.exceptions(barberIds);
        await this.appointments(barberIds);
      },
      { limitMs: SEED_MS },
    );
  }

  private async people(passwordHash: string): Promise<void> {
    const accounts = [
      { ...DEMO_LOGIN, role: 'barber' },
      ...DEMO_CLIENTS.map((client) => ({ ...client, role: 'client' })),
    ];
    await this.database.query(
      `INSERT INTO users (email, password_hash, name, role)
       SELECT email, $1, name, role FROM jsonb_to_recordset($2::jsonb) AS account(email text, name text, role text)
       ON CONFLICT (email) DO NOTHING`,
      [passwordHash, JSON.stringify(accounts)],
    );
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

  /** @returns ids in the order of {@link DEMO_BARBERS} */
  private async barbers(): Promise<number[]> {
    const ids: number[] = [];
    for (const [index, { name, location, services, week }] of DEMO_BARBERS.entries()) {
      const rows = await this.database.query<{ id: number }>(
        `WITH barber AS (
           INSERT INTO barbers (location_id, name, user_id)
           VALUES (
             (SELECT locations.id FROM locations ORDER BY locations.id OFFSET $2 LIMIT 1), $1,
             (SELECT users.id FROM users WHERE email = $5)
           ) RETURNING id
         ), offers AS (
           INSERT INTO barber_services (barber_id, service_id)
           SELECT barber.id, services.id FROM barber, services WHERE services.name = ANY($3)
         ), availability AS (
           INSERT INTO barber_availability (barber_id, weekly) SELECT barber.id, $4::jsonb FROM barber
         )
         SELECT id FROM barber`,
        [name, location, services, JSON.stringify(week), index === 0 ? DEMO_LOGIN.email : null],
      );
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  }

  private async exceptions(barberIds: readonly number[]): Promise<void> {
    await this.database.query(
      `INSERT INTO barber_overrides (barber_id, date, windows) VALUES ($1, $2::date, $3::jsonb)`,
      [
        barberIds[DEMO_SHORT_DAY.barber],
        this.dayOf(DEMO_SHORT_DAY.barber, DEMO_SHORT_DAY.day),
        JSON.stringify(DEMO_SHORT_DAY.windows),
      ],
    );
    const { barber, from, until, reason } = DEMO_TIME_OFF;
    await this.database.query(
      `INSERT INTO barber_time_off (barber_id, starts_at, ends_at, reason)
       VALUES ($1, $2::timestamp AT TIME ZONE $5, $3::timestamp AT TIME ZONE $5, $4)`,
      [
        barberIds[barber],
        this.dayOf(barber, from),
        this.dayOf(barber, until),
        reason,
        this.timezoneOf(barber),
      ],
    );
  }

  /** Inserts the appointments; the exclusion constraint skips those that would overlap. */
  private async appointments(barberIds: readonly number[]): Promise<void> {
    const appointments = DEMO_BARBERS.flatMap((_, barber) => {
      const now = this.nowAt(barber);
      const present = presentAppointment(barber, now.dayOfWeek, now.hour * 60 + now.minute);
      const around = demoAppointments(barber, now.dayOfWeek);
      // The first of two that overlap is kept.
      return (present === undefined ? around : [present, ...around]).map((appointment) => ({
        barber: barberIds[barber],
        service: DEMO_SERVICES[appointment.service]?.name,
        client: appointment.client === undefined ? null : DEMO_CLIENTS[appointment.client]?.email,
        date: this.dayOf(barber, appointment.day),
        minute: appointment.minute,
        came: appointment.came,
      }));
    });
    await this.database.query(
      `INSERT INTO appointments
         (status, barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
       SELECT
         CASE WHEN starts_at + make_interval(mins => services.duration_minutes) > $2::timestamptz THEN 'confirmed' WHEN appointment.came THEN 'completed' ELSE 'no_show' END,
         barbers.id, services.id, locations.id, users.id,
         starts_at, starts_at + make_interval(mins => services.duration_minutes),
         starts_at - make_interval(mins => services.buffer_before_minutes),
         starts_at + make_interval(mins => services.duration_minutes + services.buffer_after_minutes),
         locations.timezone
       FROM jsonb_to_recordset($1::jsonb)
         AS appointment(barber int, service text, client text, date date, minute int, came boolean)
       JOIN barbers ON barbers.id = appointment.barber
       JOIN locations ON locations.id = barbers.location_id
       JOIN services ON services.name = appointment.service
       LEFT JOIN users ON users.email = appointment.client
       CROSS JOIN LATERAL (
         SELECT (appointment.date + make_interval(mins => appointment.minute)) AT TIME ZONE locations.timezone AS starts_at
       ) AS moment
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(appointments), new Date(this.clock.now()).toISOString()],
    );
    await this.database.query(
      `UPDATE clients SET phone = known.phone
       FROM jsonb_to_recordset($1::jsonb) AS known(email text, phone text) WHERE clients.email = known.email`,
      [JSON.stringify(DEMO_CLIENTS)],
    );
  }

  /** The date `days` from today at the barber's location, as `YYYY-MM-DD`. */
  private dayOf(barber: number, days: number): string {
    return this.nowAt(barber).toPlainDate().add({ days }).toString();
  }

  private nowAt(barber: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(this.clock.now()).toZonedDateTimeISO(
      this.timezoneOf(barber),
    );
  }

  private timezoneOf(barber: number): string {
    return DEMO_LOCATIONS[DEMO_BARBERS[barber]?.location ?? 0]?.timezone ?? 'UTC';
  }
}
