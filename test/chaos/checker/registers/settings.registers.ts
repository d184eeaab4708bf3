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

/** A minute of the day that tells the step; the value returns after 600 steps. */
function minuteOf(seq: number): number {
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
  const application = businessHours(at, '');
  return {
    ...application,
    step: (seq): Step => {
      const minute = minuteOf(seq);
      const weekly = JSON.stringify(WEEKDAYS.map(() => [[minute, 1440]]));
      return {
        request: {
          sql: `INSERT INTO business_hours (location_id, weekly) VALUES ($1, $2)
                ON CONFLICT (location_id) DO UPDATE SET weekly = excluded.weekly`,
          parameters: [at.locationId, weekly],
        },
        views: { start: clockTime(minute) },
        row: clockTime(minute),
      };
    },
  };
}

/** A business's booking settings: the interval between slots. */
export function bookingSettings(businessId: number, at: ObservedDay, token: string): Register {
  const name = `booking_settings ${businessId}`;
  const path = `settings/booking?businessId=${businessId}`;
  return {
    name,
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

/** How long a service takes. */
export function serviceDuration(at: ObservedDay, token: string): Register {
  const name = `services ${at.serviceId}`;
  return {
    name,
    probes: [
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

function minutesBetween(from: string, until: string): number {
  return (Date.parse(until) - Date.parse(from)) / MINUTE_MS;
}
