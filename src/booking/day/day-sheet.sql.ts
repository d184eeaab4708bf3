import type { Rota } from '../wall-time/rota.js';
import type { Closure, WindowsByDate } from '../wall-time/special-hours.js';
import type { Week } from '../wall-time/windows.js';

/** A location with its hours around a date. */
export interface DayPlaceRow {
  readonly timezone: string;
  readonly hours: Week | null;
  readonly closures: readonly Closure[];
}

/** A barber with their hours and time off around a date. */
export interface DayBarberRow {
  readonly id: number;
  readonly name: string;
  readonly userId: number | null;
  /** Whether they work at the location now. */
  readonly isHere: boolean;
  readonly weekly: Week | null;
  readonly rota: Rota | null;
  readonly overrides: WindowsByDate;
  readonly timeOff: readonly {
    readonly id: number;
    readonly startsAt: string;
    readonly endsAt: string;
    readonly reason: string | null;
  }[];
}

/** `$1` location, `$2` the UTC date of an instant of the day or the day itself. */
export const DAY_PLACE_SQL = `
  SELECT l.timezone, h.weekly AS hours,
    (SELECT coalesce(json_agg(json_build_object('from', from_date, 'to', to_date, 'windows', windows)), '[]')
     FROM location_closures WHERE location_id = l.id AND to_date >= $2::date - 2 AND from_date <= $2::date + 2) AS closures
  FROM locations l LEFT JOIN business_hours h ON h.location_id = l.id
  WHERE l.id = $1`;

/**
 * `$1` location, `$2` date, `$3` and `$4` the instants of the day. Those who left the location are found by their appointments of the
 * day. Index: `appointments_location_starts`.
 */
export const DAY_BARBERS_SQL = `
  SELECT b.id, b.name, b.user_id AS "userId", b.location_id = $1 AND b.active AS "isHere", a.weekly,
    CASE WHEN r.barber_id IS NOT NULL THEN json_build_object('startDate', r.start_date, 'weeks', r.weeks) END AS rota,
    (SELECT coalesce(json_object_agg(date, windows), '{}') FROM barber_overrides
     WHERE barber_id = b.id AND date BETWEEN $2::date - 1 AND $2::date + 1) AS overrides,
    (SELECT coalesce(json_agg(json_build_object('id', id, 'reason', reason,
       'startsAt', greatest(starts_at, '0001-01-01T00:00Z'), 'endsAt', least(ends_at, '9999-12-31T23:59:59.999Z'))
       ORDER BY starts_at, id), '[]')
     FROM barber_time_off
     WHERE barber_id = b.id AND ends_at > $3 AND starts_at < $4::timestamptz + interval '1 day') AS "timeOff"
  FROM barbers b
  LEFT JOIN barber_availability a ON a.barber_id = b.id
  LEFT JOIN barber_rotas r ON r.barber_id = b.id
  WHERE (b.location_id = $1 AND b.active) OR b.id IN (
    SELECT barber_id FROM appointments
    WHERE location_id = $1 AND starts_at >= $3 AND starts_at < $4 AND status <> 'cancelled')
  ORDER BY b.id`;

/**
 * A condition on appointments of the barbers `$1` that block some of `$2` to `$3`, wherever they are. The table's checks
 * let a blocked range end at most 600 minutes after its start.
 */
export const BLOCKING_THE_DAY = `barber_id = ANY ($1::int[]) AND status <> 'cancelled'
  AND starts_at > $2::timestamptz - interval '600 minutes' AND starts_at < $3::timestamptz + interval '120 minutes'
  AND blocked_until > $2 AND blocked_from < $3`;
