import { get, probe, type Register } from '../register.js';
import { zoneOf } from './timezone.register.js';
import type { ObservedDay } from './settings.registers.js';

/** A location's time zone, which decides how everything at it is shown. */
export function locationZone(at: ObservedDay, token: string): Register {
  const { locationId, barberId, serviceId, date } = at;
  const name = `locations ${locationId}`;
  const zone = (body: { timezone: string }): string => body.timezone;
  const hours = get(`settings/business-hours?locationId=${locationId}`);
  const slots = get('bookings/available-slots', { date, locationId, serviceId });
  const schedule = get(`barbers/${barberId}/schedule`, { from: date, to: date }, token);
  return {
    name,
    probes: [
      probe('business hours', hours, name, 'zone', zone),
      probe('available slots', slots, name, 'zone', zone),
      probe('barber schedule', schedule, name, 'zone', zone),
      probe('barber availability', get(`barbers/${barberId}/availability`), name, 'zone', zone),
    ],
    step: (seq) => {
      const timezone = zoneOf(seq);
      return {
        request: { method: 'PATCH', path: `locations/${locationId}`, body: { timezone }, token },
        views: { zone: timezone },
        row: timezone,
        idempotent: true,
      };
    },
  };
}

/** Where a barber works: each location has another zone, and no other barber. */
export interface Workplace {
  readonly locationId: number;
  readonly timezone: string;
}

/** The location of a barber who moves. Seen at each location (here or gone) and in what the barber's own zone shows. */
export function barberPlace(
  at: Pick<ObservedDay, 'barberId' | 'serviceId' | 'date'>,
  places: readonly Workplace[],
  token: string,
): Register {
  const { barberId, serviceId, date } = at;
  const name = `barbers ${barberId} place`;
  const zone = (body: { timezone: string }): string => body.timezone;
  const schedule = get(`barbers/${barberId}/schedule`, { from: date, to: date }, token);
  const slotsAt = (locationId: number) =>
    get('bookings/available-slots', { date, timezone: 'UTC', locationId, serviceId });
  return {
    name,
    probes: [
      ...places.map(({ locationId }) =>
        probe('available slots', slotsAt(locationId), name, `at ${locationId}`, (body) =>
          body.slots.length === 0 ? 'gone' : 'here',
        ),
      ),
      probe('barber availability', get(`barbers/${barberId}/availability`), name, 'zone', zone),
      probe('barber schedule', schedule, name, 'zone', zone),
    ],
    step: (seq) => {
      const place = places[seq % places.length];
      if (place === undefined) throw new Error('A barber needs a place.');
      const { locationId, timezone } = place;
      const seen = places.map((each): [string, string] => [
        `at ${each.locationId}`,
        each === place ? 'here' : 'gone',
      ]);
      return {
        request: { method: 'PATCH', path: `barbers/${barberId}`, body: { locationId }, token },
        views: { ...Object.fromEntries(seen), zone: timezone },
        row: String(locationId),
        idempotent: true,
      };
    },
  };
}
