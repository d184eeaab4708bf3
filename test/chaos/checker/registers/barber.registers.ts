import { get, probe, type Register } from '../register.js';
import { clockTime, utcTime } from '../wall-time.js';
import type { ObservedDay } from './settings.registers.js';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** A barber's week: the minute at which each day begins. */
export function weeklyAvailability(at: ObservedDay, token: string): Register {
  const { barberId, date, locationId, serviceId } = at;
  const name = `barber_availability ${barberId}`;
  const path = `barbers/${barberId}/availability`;
  const asked = { date, timezone: 'UTC', locationId, serviceId };
  return {
    name,
    probes: [
      probe(
        'available slots',
        get('bookings/available-slots', { ...asked, barberId }),
        name,
        'start',
        firstSlot,
      ),
      probe('barber availability', get(path), name, 'start', firstOfWeek),
      probe('barber availability', get(path, { day: 3 }), name, 'start', firstOfWeek),
      probe(
        'next available',
        get('bookings/next-available', { ...asked, barberId }),
        name,
        'start',
        (body) => body.next?.time,
      ),
      probe(
        'barber schedule',
        get(`barbers/${barberId}/schedule`, { from: date, to: date }, token),
        name,
        'start',
        (body) => utcTime(body.blocks.find((block: any) => block.kind === 'working').startsAt),
      ),
    ],
    step: (seq) => {
      const start = clockTime(30 + (seq % 600));
      const weekly = WEEKDAYS.map((day) => ({ day, windows: [{ start, end: '24:00' }] }));
      return {
        request: { method: 'PUT', path, body: { weekly }, token },
        views: { start },
        row: start,
        idempotent: true,
      };
    },
  };
}

/** A barber's other hours on one date. */
export function dateOverride(at: ObservedDay, token: string): Register {
  const { barberId, date, locationId, serviceId } = at;
  const name = `barber_overrides ${barberId} ${date}`;
  return {
    name,
    probes: [
      probe(
        'available slots',
        get('bookings/available-slots', { date, timezone: 'UTC', locationId, serviceId, barberId }),
        name,
        'start',
        firstSlot,
      ),
      probe(
        'barber availability',
        get(`barbers/${barberId}/availability`),
        name,
        'start',
        (body) => body.overrides.find((override: any) => override.date === date)?.windows[0]?.start,
      ),
    ],
    step: (seq) => {
      const start = clockTime(30 + (seq % 600));
      const body = { windows: [{ start, end: '24:00' }] };
      const path = `barbers/${barberId}/overrides/${date}`;
      return {
        request: { method: 'PUT', path, body, token },
        views: { start },
        row: start,
        idempotent: true,
      };
    },
  };
}

function firstSlot(body: any): string | undefined {
  return body.slots[0]?.time;
}

function firstOfWeek(body: any): string | undefined {
  return body.weekly[0]?.windows[0]?.start;
}
