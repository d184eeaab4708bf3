import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { insertShop } from '../support/shop.js';
import { until } from '../support/until.js';

/** One question of each region, as an admin may ask it. */
const QUESTIONS = [
  'bookings/available-slots?date=2027-03-15&timezone=Europe/Berlin&locationId=1&serviceId=1',
  'bookings/next-available?date=2027-03-15&timezone=Europe/Berlin&locationId=1&serviceId=1',
  'barbers/1/availability',
  'settings/business-hours?locationId=1',
  'users/me/timezone',
  'settings/booking?businessId=1',
  'bookings/conflicts?barberId=1&date=2027-03-15',
  'barbers/1/schedule?from=2027-03-15&to=2027-03-16',
];

const SECRET = 'a secret of thirty-two characters';
const HORIZON = 'UPDATE booking_settings SET booking_horizon_days = 3650';

interface Sent {
  status: number;
  headers: Headers;
  body: string;
}

let redis: RedisServer;
/** Each mode has a database of its own: different stores do not cache for the same one (rule 21). */
const databases: TestDatabase[] = [];
const apps = new Map<string, TestApp>();
const tokens = new Map<string, string>();

async function ask(mode: string, path: string, headers: Record<string, string> = {}): Promise<Sent> {
  const { origin } = apps.get(mode) as TestApp;
  const response = await fetch(`${origin}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${tokens.get(mode)}`, ...headers },
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const cacheStatus = ({ headers }: Sent) => headers.get('cache-status');

async function openShop(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  databases.push(database);
  await insertShop(database);
  await database.query(
    'INSERT INTO booking_settings (business_id, booking_horizon_days) VALUES (1, 3650) ON CONFLICT DO NOTHING',
  );
  await database.query(HORIZON);
  return database;
}

beforeAll(async () => {
  redis = await startRedis();
  const shared = { JWT_SECRET: SECRET, CACHE_SAMPLE_RATE: '0' };
  const modes: Record<string, Record<string, string>> = {
    memory: {},
    redis: { REDIS_URL: redis.url, CACHE_L1_MAX_BYTES: '0' },
    l1: { REDIS_URL: redis.url, CACHE_NAMESPACE: 'l1' },
    off: { CACHE_ENABLED: 'false' },
  };
  for (const [mode, environment] of Object.entries(modes)) {
    const app = await startApp({ ...shared, ...environment }, await openShop());
    apps.set(mode, app);
    tokens.set(mode, (await app.signUp('admin')).token);
    if (mode === 'off') continue;
    await until(async () => {
      const { headers } = await app.get('/health/live');
      return headers.get('x-cache-status') === 'available';
    });
  }
});

afterAll(async () => {
  for (const app of apps.values()) await app.close();
  await redis.stop();
  for (const database of databases) await database.drop();
});

describe.each(QUESTIONS)('%s', (path) => {
  it('is the same, byte for byte, loaded, from Redis, from memory, from L1 and without a cache', async () => {
    const expected = await ask('off', path);
    expect(expected.status).toBe(200);
    expect(cacheStatus(expected)).toBe('BookedBarber; fwd=bypass; detail=off');
    for (const mode of ['memory', 'redis', 'l1']) {
      const miss = await ask(mode, path);
      expect(cacheStatus(miss)).toBe('BookedBarber; fwd=miss; stored');
      await until(async () => cacheStatus(await ask(mode, path))?.includes('; hit; ttl=') === true);
      const hit = await ask(mode, path);
      expect(cacheStatus(hit)).toMatch(/^BookedBarber; hit; ttl=\d+(; detail=l1)?$/);
      for (const sent of [miss, hit]) {
        expect(sent.body).toBe(expected.body);
        expect(sent.headers.get('etag')).toBe(expected.headers.get('etag'));
        expect(sent.headers.get('content-type')).toBe(expected.headers.get('content-type'));
        expect(sent.headers.get('cache-control')).toBe('private, no-cache');
      }
    }
    expect(cacheStatus(await ask('l1', path))).toContain('; detail=l1');
    expect(cacheStatus(await ask('redis', path))).not.toContain('l1');
  });

  it('is not sent again to a client that has it', async () => {
    for (const mode of apps.keys()) {
      const etag = (await ask(mode, path)).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      const same = await ask(mode, path, { 'if-none-match': etag });
      expect([same.status, same.body, same.headers.get('etag')]).toEqual([304, '', etag]);
      expect(same.headers.get('cache-status')).toContain('BookedBarber; ');
      expect((await ask(mode, path, { 'if-none-match': '"another"' })).status).toBe(200);
    }
  });
});

it('a value made of two cached reads is the same by all modes', async () => {
  const path = `${QUESTIONS[0]}&includeNextAvailable=true`;
  const bodies = new Set<string>();
  for (const mode of apps.keys()) {
    const sent = await ask(mode, path);
    expect(sent.headers.get('cache-status')).toContain('BookedBarber; ');
    bodies.add(sent.body);
  }
  expect(bodies.size).toBe(1);
  expect(JSON.parse([...bodies][0] ?? '')).toMatchObject({ nextAvailable: { barberId: 1 } });
});

it('a question that leaves out what it may is answered by all modes alike', async () => {
  const bodies = await Promise.all(
    [...apps.keys()].map(async (mode) => (await ask(mode, 'bookings/available-slots?date=2027-03-15')).body),
  );
  expect(new Set(bodies).size).toBe(1);
});
