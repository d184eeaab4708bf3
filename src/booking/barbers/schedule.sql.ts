import { unseen } from '../../database/unseen.sql.js';
import type { Rota } from '../wall-time/rota.js';
import type { Closure } from '../wall-time/special-hours.js';
import type { Week, Window } from '../wall-time/windows.js';

/** A block in the JSON of PostgreSQL. */
interface Span {
  readonly id: number;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** The data that a schedule is built from. */
export interface ScheduleRow {
  readonly timezone: string;
  readonly weekly: Week | null;
  readonly rota: Rota | null;
  readonly hours: Week | null;
  readonly closures: readonly Closure[];
  readonly overrides: readonly { readonly date: string; readonly windows: readonly Window[] }[];
  readonly appointments: readonly Span[];
  readonly timeOff: readonly Span[];
}

/** SQL: a span of time as JSON. What begins or ends beyond the years 1 to 9999, or never, does so in these years. */
export const JSON_SPAN = `json_build_object('id', id,
  'startsAt', greatest(starts_at, '0001-01-01T00:00Z'), 'endsAt', least(ends_at, '9999-12-31T23:59:59.999Z'))`;

/** The first and the last date: a window of the day before may reach in, and the last one ends on the day after. */
const FIRST = unseen('$2::date');
const LAST = unseen('$3::date');
/** Instants around them. */
const FROM = unseen('$4::timestamptz');
const UNTIL = unseen('$5::timestamptz');

const spans = (source: string) => `
  (SELECT coalesce(json_agg(${JSON_SPAN} ORDER BY starts_at, id), '[]')
   FROM ${source} AND starts_at < ${UNTIL} AND ends_at > ${FROM})`;

/**
 * What the schedule of the barber `$1` is made of. The schema limits services to 480 minutes, which bounds the scan of the index `appointments_barber_starts` from below.
 */
export const SCHEDULE_SQL = `
  SELECT l.timezone, a.weekly, h.weekly AS hours,
    CASE WHEN r.barber_id IS NOT NULL THEN json_build_object('startDate', r.start_date, 'weeks', r.weeks) END AS rota,
    (SELECT coalesce(json_agg(json_build_object('from', from_date, 'to', to_date, 'windows', windows)), '[]')
     FROM location_closures WHERE location_id = l.id AND to_date >= ${FIRST} - 1 AND from_date <= ${LAST} + 1) AS closures,
    (SELECT coalesce(json_agg(json_build_object('date', date, 'windows', windows)), '[]')
     FROM barber_overrides WHERE barber_id = b.id AND date BETWEEN ${FIRST} - 1 AND ${LAST} + 1) AS overrides,
    ${spans(`appointments WHERE barber_id = b.id AND status <> 'cancelled'
      AND starts_at > ${FROM} - interval '480 minutes'`)} AS appointments,
    ${spans('barber_time_off WHERE barber_id = b.id')} AS "timeOff"
  FROM barbers b
  JOIN locations l ON l.id = b.location_id
  LEFT JOIN barber_availability a ON a.barber_id = b.id
  LEFT JOIN barber_rotas r ON r.barber_id = b.id
  LEFT JOIN business_hours h ON h.location_id = l.id
  WHERE b.id = $1`;
