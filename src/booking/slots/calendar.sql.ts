import { FIRST_LOCATION } from '../places/first-location.sql.js';
import { isOfferedAt } from '../places/offers.sql.js';
import { CACHE_GENERATION } from '../../events/cache-generation.js';
import { SNAPSHOT_VERSION } from '../../database/snapshot-version.sql.js';
import { unseen } from '../../database/unseen.sql.js';

/** Returns an instant as epoch milliseconds: PostgreSQL computes the number faster than JavaScript parses a timestamp. */
const ms = (instant: string) => `date_part('epoch', ${instant}) * 1000`;
const minutes = (count: string) => `make_interval(mins => ${count})`;
/** All rows as a JSON list of intervals; an empty list if there are none. */
const intervals = (from: string, until: string) =>
  `coalesce(json_agg(json_build_object('from', ${ms(from)}, 'until', ${ms(until)})), '[]')`;

/**
 * The appointments of `barber` whose blocked range a slot of `offer` with a start from `from` up to `until` could overlap or touch. Those that
 * end up to a minute before are among them: the next whole minute may be a start (`packedStarts`).
 * The bounds on `starts_at` are for the index `appointments_barber_starts`: the table's checks let a blocked range begin
 * at most 120 minutes before its start and end at most 600 after it.
 */
const appointmentsOver = (from: string, until: string) => `
      FROM appointments
      WHERE appointments.barber_id = barber.id AND status <> 'cancelled'
        AND blocked_until > ${from} - ${minutes('buffer_before_minutes + 1')}
        AND starts_at > ${from} - ${minutes('buffer_before_minutes + 601')}
        AND blocked_from < ${until} + ${minutes('duration_minutes + buffer_after_minutes')}
        AND starts_at < ${until} + ${minutes('duration_minutes + buffer_after_minutes + 120')}`;

/** May be null, as the barber. */
const LOCATION = unseen('$1::integer');
const BARBER = unseen('$2::integer');
/** Resolves the location, else that of the barber, else the first one. */
const PLACE = `
  SELECT id, business_id, timezone, active FROM locations
  WHERE id = coalesce(${LOCATION}, (SELECT location_id FROM barbers WHERE id = ${BARBER}), ${FIRST_LOCATION})`;

/** Null: the first one. */
const SERVICE = unseen('$3::integer');
/** The requested starts. */
const STARTS_FROM = unseen('$4::timestamptz');
const STARTS_UNTIL = unseen('$5::timestamptz');
/** The last start for which busy ranges are needed. */
const BUSY_UNTIL = unseen('$6::timestamptz');
/** An appointment that does not count as busy, or null. */
const MOVED = unseen('$7::integer');
/** Null, or the location where the service is accepted although it is inactive or not offered there. */
const KEPT_AT = unseen('$8::integer');
/** Minutes instead of the service's duration, or null. */
const DURATION = unseen('$9::integer');

/** Everything that slots depend on, in one row. */
export const CALENDAR = `
WITH place AS (${PLACE}
), offer AS (
  SELECT services.id, coalesce(${DURATION}, duration_minutes) AS duration_minutes, buffer_before_minutes, buffer_after_minutes,
    slot_interval_minutes, minimum_notice_minutes, booking_horizon_days
  FROM services JOIN place ON (services.active OR ${KEPT_AT} IS NOT NULL) AND (${isOfferedAt('place.id')} OR place.id = ${KEPT_AT})
  WHERE services.id = coalesce(${SERVICE}, (SELECT min(id) FROM services WHERE active AND ${isOfferedAt('place.id')}))
)
SELECT
  ${SNAPSHOT_VERSION} AS version,
  CASE WHEN place.id IS NOT NULL THEN json_build_object(
    'id', place.id, 'businessId', place.business_id, 'timezone', timezone, 'hours', hours.weekly,
    'closures', (
      SELECT coalesce(json_agg(json_build_object('from', from_date, 'to', to_date, 'windows', windows)), '[]')
      FROM location_closures
      WHERE location_id = place.id AND to_date >= (${STARTS_FROM} - interval '3 days')::date
        AND from_date <= (${STARTS_UNTIL} + interval '3 days')::date
    )
  ) END AS location,
  CASE WHEN offer.id IS NOT NULL THEN json_build_object(
    'id', offer.id, 'durationMinutes', duration_minutes,
    'bufferBeforeMinutes', buffer_before_minutes, 'bufferAfterMinutes', buffer_after_minutes
  ) END AS service,
  json_build_object(
    'slotIntervalMinutes', coalesce(offer.slot_interval_minutes, settings.slot_interval_minutes, 30),
    'slotPacking', coalesce(settings.slot_packing, false),
    'minimumNoticeMinutes', coalesce(offer.minimum_notice_minutes, settings.minimum_notice_minutes, 60),
    'bookingHorizonDays', coalesce(offer.booking_horizon_days, settings.booking_horizon_days, 90),
    'cancellationNoticeMinutes', coalesce(cancellation_notice_minutes, 0)
  ) AS settings,
  (
    SELECT coalesce(json_agg(json_build_object(
      'id', barber.id,
      'isActive', barber.active AND place.active,
      'offers', NOT EXISTS (SELECT FROM barber_services WHERE barber_id = barber.id)
        OR EXISTS (SELECT FROM barber_services WHERE barber_id = barber.id AND service_id = offer.id),
      -- Barbers who left, and those of a closed location, have no windows: neither a week nor overrides.
      'weekly', coalesce(CASE WHEN barber.active AND place.active THEN week.weekly END, '[[], [], [], [], [], [], []]'),
      'rota', CASE WHEN barber.active AND place.active AND rota.barber_id IS NOT NULL THEN
        json_build_object('startDate', rota.start_date, 'weeks', rota.weeks) END,
      'overrides', (
        SELECT coalesce(json_object_agg(date, windows), '{}') FROM barber_overrides
        WHERE barber.active AND place.active
        -- Three days wider: dates differ between time zones, and windows of adjacent days may reach into the range.
        AND barber_id = barber.id AND date BETWEEN (${STARTS_FROM} - interval '3 days')::date
          AND (${STARTS_UNTIL} + interval '3 days')::date
      ),
      'timeOff', (
        -- Cut to the range, because JSON has no infinity.
        SELECT ${intervals(
          `greatest(starts_at, ${STARTS_FROM})`,
          `least(ends_at, ${STARTS_UNTIL} + ${minutes('duration_minutes')})`,
        )} FROM barber_time_off
        WHERE barber_id = barber.id AND ends_at > ${STARTS_FROM}
          AND starts_at < ${STARTS_UNTIL} + ${minutes('duration_minutes')}
      ),
      'busy', (
        SELECT ${intervals('blocked_from', 'blocked_until')} ${appointmentsOver(STARTS_FROM, BUSY_UNTIL)}
          AND appointments.id IS DISTINCT FROM ${MOVED}
      )
    ) ORDER BY barber.id), '[]')
    FROM barbers AS barber
    LEFT JOIN barber_availability AS week ON week.barber_id = barber.id
    LEFT JOIN barber_rotas AS rota ON rota.barber_id = barber.id
    WHERE barber.location_id = place.id AND CASE WHEN ${BARBER} IS NULL THEN barber.active AND NOT barber.hidden ELSE barber.id = ${BARBER} END
  ) AS barbers
FROM (VALUES (0)) AS always
LEFT JOIN place ON true
LEFT JOIN offer ON true
LEFT JOIN business_hours AS hours ON hours.location_id = place.id
LEFT JOIN booking_settings AS settings ON settings.business_id = place.business_id`;

const SEARCHED_FROM = unseen('$3::timestamptz');
const SEARCHED_UNTIL = unseen('$4::timestamptz');
/**
 * Busy ranges of the barbers $1 for starts from $3 up to $4 of a service that lasts $5 minutes, with buffers of $2 minutes before and $10 after it; the
 * appointment $6 does not count. Ranges with no room for a slot between them are merged, so years of full days become a few ranges. The service itself is
 * not read: it may have changed since, and what is remembered of the barbers is remembered for these lengths.
 *
 * $7 and $8, in the order of the barbers: a version, and up to when the barber is known to be full in that state. It is read from there
 * if it still has that version. $9: at most so many days are read of a barber; from when to when is returned.
 */
export const MERGED_BUSY = `
SELECT barber.id, now.version, ${ms('read_from')} AS "from", ${ms('read_until')} AS until, (
    SELECT ${intervals('lower(stretch) + needed', 'upper(stretch)')}
    FROM (
      SELECT unnest(range_agg(tstzrange(blocked_from - needed, blocked_until))) AS stretch
      ${appointmentsOver('read_from', 'read_until')} AND appointments.id IS DISTINCT FROM ${unseen('$6::integer')}
    ) AS merged
  ) AS busy
FROM unnest(${unseen('$1::int[]')}, ${unseen('$7::text[]')}, ${unseen('$8::timestamptz[]')}) AS barber(id, known_version, known_until)
CROSS JOIN (
  -- Ranges are extended to the left by this much, so that two of them touch if no blocked range fits between them.
  SELECT *, ${minutes('buffer_before_minutes + duration_minutes + buffer_after_minutes')} - interval '1 ms' AS needed
  FROM (
    SELECT ${unseen('$2::integer')} AS buffer_before_minutes, ${unseen('$5::integer')} AS duration_minutes, ${unseen('$10::integer')} AS buffer_after_minutes
  ) AS service
) AS offer
LEFT JOIN freed_time AS freed ON freed.barber_id = barber.id
CROSS JOIN LATERAL (SELECT concat_ws(' ', ${CACHE_GENERATION}, freed.version) AS version) AS now
CROSS JOIN LATERAL (
  SELECT CASE WHEN now.version = known_version THEN least(greatest(known_until, ${SEARCHED_FROM}), ${SEARCHED_UNTIL}) ELSE ${SEARCHED_FROM} END AS read_from
) AS beginning
CROSS JOIN LATERAL (SELECT least(read_from + make_interval(days => ${unseen('$9::integer')}), ${SEARCHED_UNTIL}) AS read_until) AS ending`;

/** The time zone of the user $3 (may be null), else of the location that $1 and $2 resolve to as above. */
export const VIEWER_ZONE_SQL = `
WITH place AS (${PLACE}
)
SELECT coalesce((SELECT timezone FROM users WHERE id = $3), (SELECT timezone FROM place)) AS timezone`;
