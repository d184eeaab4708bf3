import { get, type HttpRequest, type Probe, type Register, type SqlRequest } from '../register.js';
import { clockTime, minutesOf } from '../wall-time.js';
import type { ObservedDay } from './settings.registers.js';
import { zoneOf } from './timezone.register.js';

export const GONE = 'gone';
/** Each step goes to the relays, which have the rest of the run to do as well. */
const SLOWNESS = 6;

/** A row that exists in every other step, made and deleted as psql would: the API deletes no such rows. */
function life(
  name: string,
  view: string,
  probes: readonly Probe[],
  valueOf: (seq: number) => string,
  make: (value: string) => SqlRequest,
  remove: SqlRequest,
): Register {
  return {
    name,
    probes,
    slowness: SLOWNESS,
    step: (seq) => {
      const value = seq % 2 === 0 ? valueOf(seq / 2) : GONE;
      return { request: value === GONE ? remove : make(value), views: { [view]: value }, row: value };
    },
  };
}

/** A probe of something that may not exist: 404, or an answer without it. */
export function probeOfLife(
  region: string,
  request: HttpRequest,
  register: string,
  view: string,
  read: (body: any) => string | null | undefined,
): Probe {
  return {
    region,
    request,
    shows: [register],
    mayBeMissing: true,
    decode: (body) => [{ register, view, value: (body === undefined ? undefined : read(body)) ?? GONE }],
  };
}

const WEEK = (from: number): string => JSON.stringify(Array.from({ length: 7 }, () => [[from, 1440]]));

/** A barber, with a week that begins at another minute in each life. */
export function barberLife(at: ObservedDay): Register {
  const { barberId, locationId, serviceId, date } = at;
  const name = `barbers ${barberId} name`;
  const asked = { date, timezone: 'UTC', locationId, serviceId };
  const first = (body: any): string | undefined => body.slots[0]?.time;
  return life(
    name,
    'start',
    [
      probeOfLife('available slots', get('bookings/available-slots', asked), name, 'start', first),
      probeOfLife(
        'available slots',
        get('bookings/available-slots', { ...asked, barberId }),
        name,
        'start',
        first,
      ),
      probeOfLife(
        'barber availability',
        get(`barbers/${barberId}/availability`),
        name,
        'start',
        (body) => body.weekly[0]?.windows[0]?.start,
      ),
      probeOfLife(
        'next available',
        get('bookings/next-available', asked),
        name,
        'start',
        (body) => body.next?.time,
      ),
    ],
    (seq) => clockTime(30 + (seq % 600)),
    (start) => ({
      sql: `WITH made AS (INSERT INTO barbers (id, location_id, name) VALUES ($1, $2, $3) RETURNING id)
            INSERT INTO barber_availability (barber_id, weekly) SELECT id, $4 FROM made`,
      parameters: [barberId, locationId, start, WEEK(minutesOf(start))],
    }),
    { sql: 'DELETE FROM barbers WHERE id = $1', parameters: [barberId] },
  );
}

/** A service, with another duration in each life. */
export function serviceLife(at: ObservedDay): Register {
  const { barberId, locationId, serviceId, date } = at;
  const name = `services ${serviceId}`;
  const asked = { date, timezone: 'UTC', locationId, barberId, serviceId };
  return life(
    name,
    'duration',
    [
      probeOfLife('available slots', get('bookings/available-slots', asked), name, 'duration', (body) =>
        minutesOfSlot(body.slots[0]),
      ),
      probeOfLife('next available', get('bookings/next-available', asked), name, 'duration', (body) =>
        minutesOfSlot(body.next),
      ),
    ],
    (seq) => String(20 + (seq % 200)),
    (minutes) => ({
      sql: 'INSERT INTO services (id, name, duration_minutes) VALUES ($1, $2, $3)',
      parameters: [serviceId, 'Trim', Number(minutes)],
    }),
    { sql: 'DELETE FROM services WHERE id = $1', parameters: [serviceId] },
  );
}

/** A location, with another time zone in each life. */
export function locationLife(locationId: number): Register {
  const name = `locations ${locationId}`;
  return life(
    name,
    'zone',
    [
      probeOfLife(
        'business hours',
        get(`settings/business-hours?locationId=${locationId}`),
        name,
        'zone',
        (body) => body.timezone,
      ),
    ],
    zoneOf,
    (zone) => ({
      sql: 'INSERT INTO locations (id, business_id, name, timezone) VALUES ($1, 1, $2, $3)',
      parameters: [locationId, 'A shop', zone],
    }),
    { sql: 'DELETE FROM locations WHERE id = $1', parameters: [locationId] },
  );
}

/** A client's account, with another time zone in each life. Its token outlives it. */
export function userLife(userId: number, token: string): Register {
  const name = `users ${userId}`;
  return life(
    name,
    'zone',
    [
      probeOfLife(
        'user timezone',
        get('users/me/timezone', {}, token),
        name,
        'zone',
        (body) => body.timezone,
      ),
    ],
    zoneOf,
    (zone) => ({
      sql: `INSERT INTO users (id, email, password_hash, name, timezone) VALUES ($1, $2, 'none', 'A client', $3)
            ON CONFLICT (id) DO UPDATE SET timezone = excluded.timezone`,
      parameters: [userId, `client-${userId}@checker.test`, zone],
    }),
    { sql: 'DELETE FROM users WHERE id = $1', parameters: [userId] },
  );
}

function minutesOfSlot(slot: { startsAt: string; endsAt: string } | null | undefined): string | undefined {
  if (slot === null || slot === undefined) return undefined;
  return String((Date.parse(slot.endsAt) - Date.parse(slot.startsAt)) / 60_000);
}
