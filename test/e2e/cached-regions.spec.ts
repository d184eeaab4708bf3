import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Cache } from '../../src/cache/cache.js';
import { Clock } from '../../src/config/clock.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { insertShop } from '../support/shop.js';
import { until } from '../support/until.js';

/** The public regions: TTL setting, request, and key of the entry, written out. `~` is the user's id. */
const REGIONS: readonly (readonly [setting: string, question: string, key: string])[] = [
  // The location's own zone is not named in the key, whether the request names it or not.
  [
    'CACHE_AVAILABLE_SLOTS_TTL',
    'bookings/available-slots?date=2027-03-15&timezone=Europe/Berlin&locationId=1&barberId=1&serviceId=1',
    'bb:{loc:1}:slots:2027-03-15:barber_1:svc_1',
  ],
  [
    'CACHE_AVAILABLE_SLOTS_TTL',
    'bookings/available-slots?date=2027-03-15&timezone=Asia/Tokyo&locationId=1&barberId=1&serviceId=1',
    'bb:{loc:1}:slots:2027-03-15:barber_1:svc_1:Asia/Tokyo',
  ],
  [
    'CACHE_AVAILABLE_SLOTS_TTL',
    'bookings/available-slots?date=2027-03-15&timezone=UTC&locationId=1&serviceId=1',
    'bb:{loc:1}:slots:2027-03-15:svc_1:UTC',
  ],
  [
    'CACHE_AVAILABLE_SLOTS_TTL',
    'bookings/available-slots?date=2027-03-15&timezone=UTC&barberId=1&service=1',
    'bb:{barber:1}:slots:2027-03-15:barber_1:svc_1:UTC',
  ],
  [
    'CACHE_AVAILABLE_SLOTS_TTL',
    'bookings/available-slots?date=2027-03-15&timezone=UTC',
    'bb:{loc:1}:slots:2027-03-15:svc_default:UTC',
  ],
  ['CACHE_LOCATIONS_TTL', 'bookings/next-available?date=2027-03-15', 'bb:{chain}:default_location'],
  ['CACHE_BARBER_AVAILABILITY_TTL', 'barbers/1/availability', 'bb:{barber:1}:barber_avail:barber_1'],
  [
    'CACHE_BARBER_AVAILABILITY_TTL',
    'barbers/1/availability?day=3',
    'bb:{barber:1}:barber_avail:barber_1:day_3',
  ],
  [
    'CACHE_BUSINESS_HOURS_TTL',
    'settings/business-hours?locationId=1',
    'bb:{loc:1}:business_hours:location_1',
  ],
  ['CACHE_BUSINESS_HOURS_TTL', 'settings/business-hours', 'bb:{loc:1}:business_hours:location_1'],
  ['CACHE_USER_TIMEZONE_TTL', 'users/me/timezone', 'bb:{user:~}:user_tz:user_~'],
  ['CACHE_BOOKING_SETTINGS_TTL', 'settings/booking?businessId=1', 'bb:{biz:1}:booking_settings:business_1'],
  [
    'CACHE_NEXT_AVAILABLE_TTL',
    'bookings/next-available?date=2027-03-15&timezone=UTC&locationId=1&serviceId=1',
    'bb:{loc:1}:next_avail:2027-03-15:svc_1:UTC',
  ],
  [
    'CACHE_APPOINTMENT_CONFLICTS_TTL',
    'bookings/conflicts?barberId=1&date=2027-03-15',
    'bb:{barber:1}:appt_conflicts:barber_1:2027-03-15',
  ],
  [
    'CACHE_BARBER_SCHEDULE_TTL',
    'barbers/1/schedule?from=2027-03-15&to=2027-03-16',
    'bb:{barber:1}:barber_schedule:barber_1:2027-03-15:2027-03-16',
  ],
  ['CACHE_BARBERS_TTL', 'barbers', 'bb:{chain}:barbers:staff:1000'],
  [
    'CACHE_BARBERS_TTL',
    'barbers?locationId=1&limit=2&total=true',
    'bb:{loc:1}:barbers:location_1:staff:2:total',
  ],
  ['CACHE_BARBERS_TTL', 'barbers/1', 'bb:{barber:1}:barber:staff:barber_1'],
  ['CACHE_SERVICES_TTL', 'services', 'bb:{chain}:services:staff:1000'],
  ['CACHE_SERVICES_TTL', 'services/1', 'bb:{chain}:service:staff:svc_1'],
  ['CACHE_LOCATIONS_TTL', 'locations?limit=5', 'bb:{chain}:locations:staff:5'],
  ['CACHE_LOCATIONS_TTL', 'locations/1', 'bb:{loc:1}:location:location_1'],
];
/** No answer ends before its region's time: availability does at the shop's midnight. */
const NOON = Date.parse('2027-03-10T12:00Z');
/** Distinct, and none within another's jitter of a tenth. */
const SECONDS = new Map(
  [...new Set(REGIONS.map(([setting]) => setting))].map((setting, index) => [setting, 3600 + 600 * index]),
);

let app: TestApp;
let database: TestDatabase;
let redis: RedisServer;
let me: { id: number; token: string };

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startRedis()]);
  await insertShop(database);
  await database.query('INSERT INTO booking_settings (business_id, booking_horizon_days) VALUES (1, 3650)');
  const settings = [...SECONDS].map(([setting, seconds]) => [setting, String(seconds)]);
  app = await startApp({ REDIS_URL: redis.url, ...Object.fromEntries(settings) }, database);
  await until(() => app.app.get(Cache).available);
  me = await app.signUp('admin');
  jest.spyOn(app.app.get(Clock), 'now').mockReturnValue(NOON);
});
afterAll(async () => {
  await app.close();
  await redis.stop();
  await database.drop();
});

it('all TTL settings are covered', () => {
  expect(SECONDS.size).toBe(11);
});

it.each(REGIONS)('%s: %s is at %s', async (setting, question, key) => {
  const at = key.replaceAll('~', String(me.id));
  const client = redis.client();
  expect((await app.get(question, { token: me.token })).status).toBe(200);
  await until(async () => (await client.exists(at)) === 1);
  const left = await client.pttl(at);
  const full = (SECONDS.get(setting) ?? 0) * 1000;
  expect(left).toBeLessThanOrEqual(full);
  expect(left).toBeGreaterThan(full * 0.9 - MINUTE_MS);
});

describe('the zone of the shop', () => {
  const list = (date: string, timezone?: string) =>
    app.get(
      `bookings/available-slots?date=${date}&locationId=1&serviceId=1${timezone === undefined ? '' : `&timezone=${timezone}`}`,
    );
  const next = (date: string, timezone?: string) =>
    app.get(
      `bookings/next-available?date=${date}&locationId=1&serviceId=1${timezone === undefined ? '' : `&timezone=${timezone}`}`,
    );

  it.each([
    ['slots', list],
    ['next available', next],
  ])('is one entry of %s, whether it is named or not', async (_, ask) => {
    const unnamed = await ask('2027-03-17');
    const named = await ask('2027-03-17', 'Europe/Berlin');
    expect(named.headers.get('cache-status')).toContain('; hit');
    expect(named.body).toEqual(unnamed.body);
    expect(named.headers.get('etag')).toBe(unnamed.headers.get('etag'));
    const before = await ask('2027-03-18', 'Europe/Berlin');
    expect(before.headers.get('cache-status')).toContain('miss');
    expect((await ask('2027-03-18')).headers.get('cache-status')).toContain('; hit');
  });

  it('is never taken for the one it was before it changed', async () => {
    const [before] = (await list('2027-03-17', 'Europe/Berlin')).body.slots;
    await app.patch('locations/1', { timezone: 'Europe/London' }, { token: me.token });
    // The entry without a zone is London's now.
    expect((await list('2027-03-17')).body.timezone).toBe('Europe/London');
    const { timezone, slots } = (await list('2027-03-17', 'Europe/Berlin')).body;
    expect([timezone, slots[0].time]).toEqual(['Europe/Berlin', '10:00']);
    expect(before.time).toBe('09:00');
    expect((await next('2027-03-17', 'Europe/Berlin')).body).toMatchObject({
      timezone: 'Europe/Berlin',
      next: { time: '10:00' },
    });
    // And London's zone is the shop's own.
    expect((await list('2027-03-17', 'Europe/London')).headers.get('cache-status')).toContain('; hit');
    await app.patch('locations/1', { timezone: 'Europe/Berlin' }, { token: me.token });
    const { body } = await list('2027-03-17', 'Europe/London');
    expect([body.timezone, body.slots[0].time]).toEqual(['Europe/London', '08:00']);
  });
});
