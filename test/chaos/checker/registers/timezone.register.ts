import { get, probe, type Register } from '../register.js';

const ZONES = [
  'Europe/Paris',
  'Asia/Tokyo',
  'America/New_York',
  'Australia/Sydney',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Africa/Cairo',
  'America/Los_Angeles',
  'Europe/London',
  'Asia/Shanghai',
  'Pacific/Auckland',
  'Africa/Lagos',
];

/** A zone that identifies the step; it returns after twelve. */
export function zoneOf(seq: number): string {
  return ZONES[seq % ZONES.length] ?? '';
}

/** A client's own time zone, which decides what day a list of slots without a zone is for. */
export function userTimezone(userId: number, token: string, date: string, locationId: number): Register {
  const name = `users ${userId}`;
  return {
    name,
    probes: [
      probe('user timezone', get('users/me/timezone', {}, token), name, 'zone', (body) => body.timezone),
      probe(
        'available slots',
        get('bookings/available-slots', { date, locationId }, token),
        name,
        'zone',
        (body) => body.timezone,
      ),
    ],
    step: (seq) => {
      const timezone = zoneOf(seq);
      return {
        request: { method: 'PUT', path: 'users/me/timezone', body: { timezone }, token },
        views: { zone: timezone },
        row: timezone,
      };
    },
  };
}
