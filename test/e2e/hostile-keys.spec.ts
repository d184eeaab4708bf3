import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { UNUSED_TOKEN_MS } from '../../src/cache/entry/protocol.constants.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { insertShop } from '../support/shop.js';
import { until } from '../support/until.js';

/** Every cached read with the parameters that it takes; `~` is where the hostile value goes. */
const READS: readonly (readonly [path: string, parameters: readonly string[]])[] = [
  ['bookings/available-slots', ['date', 'timezone', 'locationId', 'barberId', 'serviceId', 'service']],
  ['bookings/next-available', ['date', 'timezone', 'locationId', 'barberId', 'serviceId', 'service']],
  ['bookings/conflicts', ['barberId', 'date', 'time', 'durationMinutes']],
  ['barbers/1/availability', ['day']],
  ['barbers/1/schedule', ['from', 'to']],
  ['settings/business-hours', ['locationId']],
  ['settings/booking', ['businessId']],
];
const PATHS = ['barbers/~/availability', 'barbers/~/schedule?from=2027-03-15&to=2027-03-16'];

const HOSTILE = [
  '{',
  '}:tag:who:any',
  '*',
  '?',
  '[a-z]',
  '1\r\nFLUSHALL\r\n',
  '\n',
  '\0',
  'x'.repeat(10_000),
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  '2027-03-15:barber_1',
  '2027-03-15 ',
  '２０２７-03-15',
  'Europe/Berlin\u0000',
  'Europe/../Berlin',
  '+01:00',
  '1e3',
  '-1',
  '9'.repeat(400),
  '\ud83d\udc88',
  ' ',
];
type Shape = (name: string, value: string) => string;
const AS_ITSELF: Shape = (name, value) => `${name}=${value}`;
const OTHER_SHAPES: readonly Shape[] = [
  (name, value) => `${name}[]=${value}`,
  (name, value) => `${name}[${value}]=1`,
  (name, value) => `${name}=${value}&${name}=${value}`,
  (name, value) => `${value}=${name}`,
];

/** Every shape of key: those of the regions, and what the protocol adds (tags, load locks, the probes of the connection and of expiry). */
const KEY = new RegExp(
  '^bb:\\{(chain|(loc|barber|user|biz):(\\d+|default))\\}:(lease:)?' +
    '(slots:\\d{4}-\\d\\d-\\d\\d(:barber_\\d+)?:svc_(\\d+|default)(:[A-Za-z0-9_+/-]+)?' +
    '|next_avail:\\d{4}-\\d\\d-\\d\\d(:barber_\\d+)?:svc_(\\d+|default)(:[A-Za-z0-9_+/-]+)?' +
    '|account:user_\\d+|barber_avail:barber_\\d+(:day_[1-7])?|business_hours:location_(\\d+|default)|user_tz:user_\\d+' +
    '|booking_settings:business_\\d+|appt_conflicts:barber_\\d+:\\d{4}-\\d\\d-\\d\\d' +
    '|barber_schedule:barber_\\d+:\\d{4}-\\d\\d-\\d\\d:\\d{4}-\\d\\d-\\d\\d' +
    '|default_location' +
    '|tag:[a-z0-9:_-]+)$|^bb:\\{(probe|limits)\\}:',
);

/** What PTTL answers for a key that lives until it is removed. */
const WITHOUT_END = -1;

describe('hostile input', () => {
  let app: TestApp;
  let redis: RedisServer;
  let token: string;
  let client: Redis;

  beforeAll(async () => {
    const database = await createTestDatabase();
    await insertShop(database);
    redis = await startRedis();
    client = redis.client();
    app = await startApp({ REDIS_URL: redis.url, CACHE_L1_MAX_BYTES: '0' }, database);
    ({ token } = await app.signUp('admin'));
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
    await app.database.drop();
  });

  it('is refused, or taken for what it means, and never becomes a key', async () => {
    const statuses = new Map<number, number>();
    const ask = async (path: string) => {
      const { status, body } = await app.get<{ code?: string }>(path, { token });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status !== 200 && typeof body.code !== 'string')
        throw new Error(`${path.slice(0, 200)}: ${status}`);
    };
    let turn = 0;
    for (const value of HOSTILE.map(encodeURIComponent)) {
      for (const path of PATHS) await ask(path.replace('~', value));
      for (const [path, parameters] of READS) {
        for (const name of parameters) {
          // As itself, and in one of the other shapes: each parameter meets each of them, and so does each value.
          const other = OTHER_SHAPES[turn++ % OTHER_SHAPES.length] as Shape;
          await Promise.all([AS_ITSELF, other].map(async (shape) => ask(`${path}?${shape(name, value)}`)));
        }
      }
    }
    // Some are longer than a header may be.
    expect(new Set(statuses.keys())).toEqual(new Set([400, 431]));
    expect(statuses.get(400)).toBeGreaterThan(1000);

    for (const path of [
      'bookings/available-slots?timezone=europe/berlin',
      'settings/business-hours',
      'settings/booking',
      'users/me/timezone',
    ]) {
      expect((await app.get(path, { token })).status).toBe(200);
    }
    const keys = await redis.client().keys('*');
    expect(keys.filter((key) => !KEY.test(key))).toEqual([]);
    expect(keys.some((key) => /^bb:\{loc:\d+\}:business_hours:location_\d+$/.test(key))).toBe(true);
    // The shop's own zone, which is not named in the key.
    expect(keys.some((key) => /^bb:\{loc:\d+\}:slots:[\d-]+:svc_default$/.test(key))).toBe(true);
    expect(keys.length).toBeGreaterThan(3);
  });

  const keysNow = async () => new Set(await client.keys('bb:*'));

  it('leaves no key for ids that do not exist, once the tokens of what was not stored end', async () => {
    await app.get(
      'bookings/available-slots?date=2027-03-15&timezone=UTC&locationId=1&includeNextAvailable=true',
    );
    await until(async () => (await keysNow()).has('bb:{loc:1}:tag:rules'));
    const before = await keysNow();
    const paths = [
      (id: number) => `bookings/available-slots?serviceId=${id}&includeNextAvailable=true`,
      (id: number) => `bookings/available-slots?barberId=${id}&date=2027-03-16`,
      (id: number) => `bookings/available-slots?locationId=${id}&date=2027-03-16`,
      (id: number) =>
        `bookings/available-slots?locationId=1&serviceId=${id}&date=2027-05-17&timezone=Asia/Tokyo`,
      (id: number) => `bookings/next-available?barberId=${id}`,
      (id: number) => `bookings/conflicts?barberId=${id}&date=2027-03-16`,
      (id: number) => `barbers/${id}/availability?day=1`,
      (id: number) => `barbers/${id}/schedule?from=2027-03-15&to=2027-03-16`,
      (id: number) => `settings/business-hours?locationId=${id}`,
      (id: number) => `settings/booking?businessId=${id}`,
    ];
    for (let id = 960; id < 1000; id++) {
      const answers = await Promise.all(paths.map(async (path) => app.get(path(id), { token })));
      expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 404));
    }
    // Tokens that several loads found, as those of the whole directory, live twice as long (rule 26).
    const added = [...(await keysNow())].filter((key) => !before.has(key));
    const left = await Promise.all(added.map(async (key) => ({ key, ms: await client.pttl(key) })));
    expect(left.filter(({ ms }) => ms === WITHOUT_END || ms > 2 * UNUSED_TOKEN_MS)).toEqual([]);
  });

  it('keeps answers about days that cannot be booked for seconds, whatever the zone is called', async () => {
    const before = await keysNow();
    const days = ['1999-03-15', '2950-03-15'];
    for (const zone of ['Asia/Tokyo', 'asia/tokyo', 'ASIA/TOKYO']) {
      for (const day of days) {
        const { body } = await app.get<{ slots: unknown[] }>(
          `bookings/available-slots?date=${day}&timezone=${zone}&locationId=1&includeNextAvailable=true`,
        );
        expect(body.slots).toEqual([]);
      }
    }
    const added = async () => [...(await keysNow())].filter((key) => !before.has(key));
    await until(async () => (await added()).some((key) => key.includes(':next_avail:2950')));
    const entries = (await added()).filter(
      (key) => /:(slots|next_avail):/.test(key) && !key.includes(':lease:'),
    );
    expect(entries).toHaveLength(4);
    const left = await Promise.all((await added()).map(async (key) => client.pttl(key)));
    expect(Math.max(...left)).toBeLessThanOrEqual(4 * 10_000);
  });
});
