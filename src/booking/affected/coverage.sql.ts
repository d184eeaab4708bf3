import { isOfferedAt } from '../places/offers.sql.js';
import type { Rota } from '../wall-time/rota.js';
import type { Closure, WindowsByDate } from '../wall-time/special-hours.js';
import type { Week } from '../wall-time/windows.js';

/** Whose hours change: some barbers, or all of a location. */
export type CoverageScope = { readonly barberId: number } | { readonly locationId: number };

export interface HoursRow {
  readonly barberId: number;
  readonly locationId: number;
  readonly timezone: string;
  readonly isActive: boolean;
  readonly serviceIds: readonly number[];
  readonly weekly: Week | null;
  readonly rota: Rota | null;
  readonly hours: Week | null;
  readonly closures: readonly Closure[];
  readonly overrides: WindowsByDate;
  readonly timeOff: readonly { readonly from: number; readonly until: number }[];
}

export interface AppointmentTimesRow {
  readonly id: number;
  readonly barberId: number;
  readonly locationId: number;
  readonly serviceId: number;
  readonly isOffered: boolean;
  readonly from: number;
  readonly until: number;
}

const ms = (instant: string) => `(date_part('epoch', ${instant}) * 1000)`;

/** Locks the barbers of the scope in the order of their ids, as bookings lock them: `$1` barber or null, `$2` locations or null. */
export const LOCK_BARBERS_SQL = `
  SELECT id FROM barbers WHERE id = $1 OR location_id = ANY ($2::int[]) ORDER BY id FOR NO KEY UPDATE`;

/** The locations that offer the service `$1`. */
export const OFFERING_SQL = `
  SELECT locations.id FROM locations JOIN services ON services.id = $1 AND services.active AND ${isOfferedAt('locations.id')}`;

/** The hours of the barbers `$1` from the instant `$2` on. */
export const HOURS_SQL = `
  SELECT b.id AS "barberId", l.id AS "locationId", l.timezone, b.active AND l.active AS "isActive",
    ARRAY(SELECT service_id FROM barber_services WHERE barber_id = b.id) AS "serviceIds", a.weekly, h.weekly AS hours,
    CASE WHEN r.barber_id IS NOT NULL THEN json_build_object('startDate', r.start_date, 'weeks', r.weeks) END AS rota,
    (SELECT coalesce(json_agg(json_build_object('from', from_date, 'to', to_date, 'windows', windows)), '[]')
     FROM location_closures WHERE location_id = l.id AND to_date >= ($2::timestamptz - interval '3 days')::date) AS closures,
    (SELECT coalesce(json_object_agg(date, windows), '{}') FROM barber_overrides
     WHERE barber_id = b.id AND date >= ($2::timestamptz - interval '3 days')::date AND date <= '9999-12-31') AS overrides,
    (SELECT coalesce(json_agg(json_build_object(
       -- JSON has no infinity.
       'from', ${ms(`greatest(starts_at, '0001-01-01T00:00Z')`)}, 'until', ${ms(`least(ends_at, '9999-12-31T00:00Z')`)})), '[]')
     FROM barber_time_off WHERE barber_id = b.id AND ends_at > $2) AS "timeOff"
  FROM barbers b
  JOIN locations l ON l.id = b.location_id
  LEFT JOIN barber_availability a ON a.barber_id = b.id
  LEFT JOIN barber_rotas r ON r.barber_id = b.id
  LEFT JOIN business_hours h ON h.location_id = l.id
  WHERE b.id = ANY ($1::int[])`;

const appointments = (condition: string) => `
  SELECT a.id, barber_id AS "barberId", location_id AS "locationId", service_id AS "serviceId",
    services.active AND ${isOfferedAt('a.location_id')} AS "isOffered", ${ms('starts_at')} AS from, ${ms('ends_at')} AS until
  FROM appointments a JOIN services ON services.id = service_id
  WHERE ${condition} AND starts_at > $2 AND status = 'confirmed'
  ORDER BY starts_at, a.id`;

/** The appointments of the barbers `$1` that begin after `$2`. Index: `appointments_barber_starts`. */
export const APPOINTMENTS_SQL = appointments('barber_id = ANY ($1::int[])');

/** The appointment `$1`, if it begins after `$2`. */
export const APPOINTMENT_SQL = appointments('a.id = $1');

const OF_SERVICE = 'service_id = $1 AND location_id = ANY ($3::int[])';

/** Those of the service `$1` at the locations `$3`. Indexes: `appointments_location_starts`, `appointments_service_starts`. */
export const OF_SERVICE_SQL = appointments(OF_SERVICE);

/** How many these are, up to more than one request is charged for. */
export const COUNT_OF_SERVICE_SQL = `
  SELECT count(*)::int AS counted FROM (
    SELECT FROM appointments WHERE ${OF_SERVICE} AND starts_at > $2 AND status = 'confirmed' LIMIT 250000) AS few`;

/** Writes down that the appointments `$1` are uncovered. */
export const MARK_SQL = markSql();

/** As {@link MARK_SQL}, but those that staff booked beyond the hours. */
export const MARK_WITHIN_SQL = markSql(`AND 'hours' <> ALL (coalesce(override, '{}'))`);

/** Deletes what was written down about appointments of the barbers `$1` that are not among the uncovered `$2`. */
export const CLEAR_SQL = `
  DELETE FROM uncovered_appointments USING appointments a
  WHERE appointment_id = a.id AND a.barber_id = ANY ($1::int[]) AND a.starts_at > $3
    AND appointment_id <> ALL ($2::int[])`;

/** Deletes what was written down about the appointments `$1`. */
export const UNMARK_SQL = 'DELETE FROM uncovered_appointments WHERE appointment_id = ANY ($1::int[])';

function markSql(condition = ''): string {
  return `
  INSERT INTO uncovered_appointments (appointment_id, starts_at)
  SELECT id, starts_at FROM appointments WHERE id = ANY ($1::int[]) ${condition} ON CONFLICT DO NOTHING`;
}

/** Whom the appointments `$1` concern, soonest first, at most `$2`. */
export const AFFECTED_SQL = `
  SELECT a.id, a.starts_at AS "startsAt", c.name AS "clientName"
  FROM appointments a LEFT JOIN clients c ON c.id = a.client_id AND c.erased_at IS NULL
  WHERE a.id = ANY ($1::int[]) ORDER BY a.starts_at, a.id LIMIT $2`;
