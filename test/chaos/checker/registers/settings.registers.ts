import { MINUTE_MS } from '../../../../src/time/durations.js';
import { get, probe, type Register, type Step } from '../register.js';
import { clockTime } from '../wall-time.js';

/** Where a register of the settings can be seen in lists of slots: a barber who works all day. */
export interface ObservedDay {
  readonly locationId: number;
  readonly barberId: number;
  readonly serviceId: number;
  readonly date: string;
}

/** A change for everybody costs every instance all that it has of locations and barbers. */
const SLOWNESS_FOR_EVERYBODY = 4;

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

function slots({ locationId, barberId, serviceId, date }: ObservedDay) {
  return get('bookings/available-slots', { date, timezone: 'UTC', locationId, barberId, serviceId });
}

function next({ locationId, barberId, serviceId, date }: ObservedDay) {
  return get('bookings/next-available', { date, timezone: 'UTC', locationId, barberId, serviceId });
}

function weekFrom(start: string) {
  return WEEKDAYS.map((day) => ({ day, windows: [{ start, end: '24:00' }] }));
}

/** A minute of the day that identifies the step; the value returns after 600 steps. */
export function minuteOf(seq: number): number {
  return 30 + (seq % 600);
}

/** A location's business hours: the minute that its days begin. */
export function businessHours(at: ObservedDay, token: string): Register {
  const name = `business_hours ${at.locationId}`;
  const path = `settings/business-hours?locationId=${at.locationId}`;
  return {
    name,
    probes: [
      probe('business hours', get(path), name, 'start', (body) => body.weekly[0]?.windows[0]?.start),
      probe('available slots', slots(at), name, 'start', (body) => body.slots[0]?.time),
      probe('next available', next(at), name, 'start', (body) => body.next?.time),
    ],
    step: (seq) => {
      const start = clockTime(minuteOf(seq));
      return {
        request: { method: 'PUT', path, body: { weekly: weekFrom(start) }, token },
        views: { start },
        row: start,
        idempotent: true,
      };
    },
  };
}

/** The same, written as psql would: S2 has two seconds for it. */
export function businessHoursBySql(at: ObservedDay): Register {
  return { ...businessHours(at, ''), step: (seq): Step => hoursBySql(at, seq) };
}

/** How the schema is changed around a change of the hours, so that no trigger fires for it. */
export type SchemaChange = 'column rewritten' | 'triggers disabled' | 'table replaced';

/**
 * Business hours that are changed together with the schema. Only faults write them, one kind after the other: each costs every
 * instance its cache.
 */
export function businessHoursWithoutTriggers(at: ObservedDay): Register {
  return {
    ...businessHours(at, ''),
    writtenByFault: true,
    step: (seq): Step => {
      const step = hoursBySql(at, seq);
      const change = seq === 0 ? undefined : SCHEMA_CHANGES[seq % SCHEMA_CHANGES.length];
      if (change === undefined) return step;
      const minute = minuteOf(seq);
      return {
        ...step,
        request: { sql: withoutTriggers(change, at.locationId, minute), parameters: [] },
        leavesNoRow: true,
      };
    },
  };
}

/** A replaced table needs the outbox triggers of the former one, or no read of it would be cached again. */
const TRIGGERS_COPIED = `DO $$
  DECLARE former record;
  BEGIN
    FOR former IN SELECT oid, tgname FROM pg_trigger
        WHERE tgrelid = 'business_hours_former'::regclass AND NOT tgisinternal AND tgname LIKE '%outbox%' LOOP
      EXECUTE replace(pg_get_triggerdef(former.oid), 'business_hours_former', 'business_hours');
      EXECUTE format('ALTER TABLE business_hours ENABLE ALWAYS TRIGGER %I', former.tgname);
    END LOOP;
  END $$`;

const SCHEMA_CHANGES: readonly SchemaChange[] = ['column rewritten', 'triggers disabled', 'table replaced'];

function weeklyFrom(minute: number): string {
  return JSON.stringify(WEEKDAYS.map(() => [[minute, 1440]]));
}

function hoursBySql(at: ObservedDay, seq: number): Step {
  const minute = minuteOf(seq);
  return {
    request: {
      sql: `INSERT INTO business_hours (location_id, weekly) VALUES ($1, $2)
            ON CONFLICT (location_id) DO UPDATE SET weekly = excluded.weekly`,
      parameters: [at.locationId, weeklyFrom(minute)],
    },
    views: { start: clockTime(minute) },
    row: clockTime(minute),
  };
}

/** One transaction, as several statements of one message are. */
function withoutTriggers(change: SchemaChange, locationId: number, minute: number): string {
  const weekly = `'${weeklyFrom(minute)}'::jsonb`;
  const update = `UPDATE business_hours SET weekly = ${weekly} WHERE location_id = ${locationId}`;
  switch (change) {
    case 'column rewritten':
      return `ALTER TABLE business_hours ALTER COLUMN weekly TYPE jsonb
              USING CASE WHEN location_id = ${locationId} THEN ${weekly} ELSE weekly END`;
    case 'triggers disabled':
      return `ALTER TABLE business_hours DISABLE TRIGGER ALL; ${update}; ALTER TABLE business_hours ENABLE TRIGGER ALL`;
    case 'table replaced':
      // Without the lock, a write that commits after the copy would be lost with the former table.
      return `LOCK TABLE business_hours;
              CREATE TABLE business_hours_next (LIKE business_hours INCLUDING ALL);
              INSERT INTO business_hours_next SELECT * FROM business_hours;
              ${update.replace('business_hours', 'business_hours_next')};
              ALTER TABLE business_hours RENAME TO business_hours_former;
              ALTER TABLE business_hours_next RENAME TO business_hours;
              ${TRIGGERS_COPIED};
              DROP TABLE business_hours_former`;
  }
}

/** A business's booking settings: the interval between slots. */
export function bookingSettings(businessId: number, at: ObservedDay, token: string): Register {
  const name = `booking_settings ${businessId}`;
  const path = `settings/booking?businessId=${businessId}`;
  return {
    name,
    slowness: SLOWNESS_FOR_EVERYBODY,
    probes: [
      probe('booking settings', get(path, {}, token), name, 'interval', (body) =>
        String(body.slotIntervalMinutes),
      ),
      probe('available slots', slots(at), name, 'interval', (body) =>
        String(minutesBetween(body.slots[0]?.startsAt, body.slots[1]?.startsAt)),
      ),
    ],
    step: (seq) => {
      const slotIntervalMinutes = 30 + (seq % 200);
      const body = {
        slotIntervalMinutes,
        minimumNoticeMinutes: 60,
        bookingHorizonDays: 365,
        cancellationNoticeMinutes: 0,
      };
      return {
        request: { method: 'PUT', path, body, token },
        views: { interval: String(slotIntervalMinutes) },
        row: String(slotIntervalMinutes),
        idempotent: true,
      };
    },
  };
}

/** What a service is called. */
export function serviceName(serviceId: number, token: string): Register {
  const name = `services ${serviceId} name`;
  return {
    name,
    slowness: SLOWNESS_FOR_EVERYBODY,
    probes: [
      probe('service', get(`services/${serviceId}`), name, 'name', (body) => body.name),
      probe(
        'services',
        get('services'),
        name,
        'name',
        (body) => body.items.find((item: any) => item.id === serviceId)?.name,
      ),
    ],
    step: (seq) => {
      const called = `Dye ${seq}`;
      return {
        request: { method: 'PATCH', path: `services/${serviceId}`, body: { name: called }, token },
        views: { name: called },
        row: called,
      };
    },
  };
}

/** How long a service takes. */
export function serviceDuration(at: ObservedDay, token: string): Register {
  const name = `services ${at.serviceId}`;
  const { barberId, serviceId, date } = at;
  return {
    name,
    slowness: SLOWNESS_FOR_EVERYBODY,
    probes: [
      probe(
        'available slots',
        get('bookings/available-slots', { date, timezone: 'UTC', barberId, serviceId }),
        name,
        'duration',
        (body) => String(minutesBetween(body.slots[0]?.startsAt, body.slots[0]?.endsAt)),
      ),
      probe('available slots', slots(at), name, 'duration', (body) =>
        String(minutesBetween(body.slots[0]?.startsAt, body.slots[0]?.endsAt)),
      ),
      probe('next available', next(at), name, 'duration', (body) =>
        String(minutesBetween(body.next?.startsAt, body.next?.endsAt)),
      ),
    ],
    step: (seq) => {
      const durationMinutes = 20 + (seq % 200);
      return {
        request: { method: 'PATCH', path: `services/${at.serviceId}`, body: { durationMinutes }, token },
        views: { duration: String(durationMinutes) },
        row: String(durationMinutes),
      };
    },
  };
}

export function minutesBetween(from: string, until: string): number {
  return (Date.parse(until) - Date.parse(from)) / MINUTE_MS;
}
