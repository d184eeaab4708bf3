import { get, type HttpRequest, probe, type Register } from '../register.js';
import { clockTime, dateAhead, utcTime } from '../wall-time.js';
import { minuteOf, type ObservedDay } from './settings.registers.js';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** A barber's week: the minute at which each day begins. */
export function weeklyAvailability(at: ObservedDay, token: string): Register {
  const { barberId, date, locationId, serviceId } = at;
  const name = `barber_availability ${barberId}`;
  const path = `barbers/${barberId}/availability`;
  const asked = { date, timezone: 'UTC', locationId, serviceId };
  let current: string | undefined;
  /** Books the start of the week that this step replaces: possible until the step commits. On a day that no probe shows. */
  const atFormerStart = (seq: number, former: string): HttpRequest => {
    const startsAt = `${dateAhead(30 + (seq % 300))}T${former}:00.000Z`;
    return { method: 'POST', path: 'bookings', body: { startsAt, locationId, serviceId, barberId }, token };
  };
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
      const start = clockTime(minuteOf(seq));
      const weekly = WEEKDAYS.map((day) => ({ day, windows: [{ start, end: '24:00' }] }));
      return {
        request: { method: 'PUT', path, body: { weekly }, token },
        views: { start },
        row: start,
        idempotent: true,
        learn: () => {
          current = start;
        },
        ...(current === clockTime(minuteOf(seq - 1))
          ? { twin: { request: atFormerStart(seq, current), isRepetition: false, refusals: [422] } }
          : {}),
      };
    },
    resync: async () => {
      current = undefined;
    },
  };
}

const STEPS_UNTIL_REMOVED = 5;

/**
 * A barber's other hours on one date.
 * @param isRemoved whether every fifth step removes them, so that the week applies, which is open all day
 */
export function dateOverride(at: ObservedDay, token: string, isRemoved: boolean): Register {
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
        'override',
        (body) => body.overrides.find((override: any) => override.date === date)?.windows[0]?.start,
      ),
    ],
    step: (seq) => {
      const path = `barbers/${barberId}/overrides/${date}`;
      if (isRemoved && seq % STEPS_UNTIL_REMOVED === STEPS_UNTIL_REMOVED - 1) {
        const request = { method: 'DELETE', path, token } as const;
        const views = { start: '00:00', override: 'nothing' };
        return { request, views, row: 'none', idempotent: true };
      }
      const start = clockTime(minuteOf(seq));
      const body = { windows: [{ start, end: '24:00' }] };
      return {
        request: { method: 'PUT', path, body, token },
        views: { start, override: start },
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
