import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cache } from '../../src/cache/cache.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { insertShop } from '../support/shop.js';
import { until } from '../support/until.js';

const SLOTS = 'bookings/available-slots?date=2027-03-15&timezone=UTC&locationId=1&serviceId=1';
const HOURS = 'settings/business-hours?locationId=1';
const CONFLICTS = 'bookings/conflicts?barberId=1&date=2027-03-15';

interface Sent {
  status: number;
  body: string;
  of: (field: string) => string | null;
}

describe('the cache over HTTP', () => {
  let app: TestApp;
  let database: TestDatabase;
  let redis: RedisServer;
  let token: string;

  const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Sent> => {
    const response = await fetch(`${app.origin}/api/${/^v\d/.test(path) ? path : `v1/${path}`}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    const body = await response.text();
    return { status: response.status, body, of: (field) => response.headers.get(field) };
  };
  const start = async (environment: Record<string, string>) => {
    const started = await startApp(
      { CACHE_SAMPLE_RATE: '0', REDIS_URL: redis.url, ...environment },
      database,
    );
    await until(() => started.app.get(Cache).available);
    return started;
  };
  const stored = (path: string) =>
    until(async () => (await ask(path)).of('cache-status')?.includes('hit') === true);
  const forgetAll = async () => {
    await redis.client().flushall();
    await app.app.get(Cache).forget([{ shard: 'loc:1', tag: 'rules' }]);
  };

  beforeAll(async () => {
    [database, redis] = await Promise.all([createTestDatabase(), startRedis()]);
    await insertShop(database);
    await database.query('INSERT INTO booking_settings (business_id, booking_horizon_days) VALUES (1, 3650)');
    app = await start({});
    ({ token } = await app.signUp('admin'));
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
    await database.drop();
  });

  it('HEAD has the fields of GET, and no body', async () => {
    await stored(SLOTS);
    const [head, get] = [await ask(SLOTS, {}, 'HEAD'), await ask(SLOTS)];
    expect([head.status, head.body]).toEqual([200, '']);
    for (const field of ['etag', 'content-type', 'content-length', 'cache-control']) {
      expect([field, head.of(field)]).toEqual([field, get.of(field)]);
    }
    expect(head.of('cache-status')).toContain('; hit; ttl=');
    expect((await ask(SLOTS, { 'if-none-match': get.of('etag') ?? '' }, 'HEAD')).status).toBe(304);
  });

  it('both versions of the API share an entry', async () => {
    const path = SLOTS.replace('2027-03-15', '2027-03-16');
    expect((await ask(`v1/${path}`)).of('cache-status')).toBe('BookedBarber; fwd=miss; stored');
    await stored(`v1/${path}`);
    expect((await ask(`v2/${path}`)).of('cache-status')).toContain('; hit; ttl=');
  });

  it.each([
    ['a list', (tag: string) => `"other", ${tag}`],
    ['a weak tag', (tag: string) => `W/${tag}`],
    ['a list of weak tags', (tag: string) => `W/"other",W/${tag}`],
    ['any', () => '*'],
  ])('304 on If-None-Match with %s', async (_, field) => {
    const { status, body } = await ask(HOURS, {
      'if-none-match': field((await ask(HOURS)).of('etag') ?? ''),
    });
    expect([status, body]).toEqual([304, '']);
  });

  it('who waits for another’s load has it collapsed', async () => {
    await forgetAll();
    const answers = await Promise.all(Array.from({ length: 20 }, async () => ask(SLOTS)));
    const fields = answers.map(({ of }) => of('cache-status'));
    expect(fields).toContain('BookedBarber; fwd=miss; stored');
    expect(fields).toContain('BookedBarber; fwd=miss; collapsed');
  });

  it('a suspended cache is a bypass that says so', async () => {
    app.app.get(Cache).suspend('a test');
    try {
      const sent = await ask(SLOTS);
      expect(sent.of('cache-status')).toBe('BookedBarber; fwd=bypass; detail=suspended');
      expect(sent.of('x-cache-status')).toBe('unavailable');
    } finally {
      app.app.get(Cache).resume('a test');
    }
  });

  it.each([
    ['slots with the next one', `${SLOTS}&includeNextAvailable=true`, SLOTS],
    ['the conflicts of an interval', `${CONFLICTS}&time=09:00&durationMinutes=30`, CONFLICTS],
  ])('%s have an ETag of what is sent, and the status of the worst read', async (_, path, part) => {
    await forgetAll();
    await redis.client().flushall();
    const miss = await ask(path);
    expect(miss.of('cache-status')).toBe('BookedBarber; fwd=miss; stored');
    expect(miss.of('etag')).toMatch(/^"[\w-]{22}"$/);
    await stored(path);
    const hit = await ask(path);
    expect([hit.body, hit.of('etag')]).toEqual([miss.body, miss.of('etag')]);
    expect(hit.of('content-type')).toBe('application/json; charset=utf-8');
    expect(hit.of('etag')).not.toBe((await ask(part)).of('etag'));
    const same = await ask(path, { 'if-none-match': hit.of('etag') ?? '' });
    expect([same.status, same.body, same.of('etag')]).toEqual([304, '', hit.of('etag')]);
  });

  it('a hit beside a miss is a miss', async () => {
    const path = SLOTS.replace('2027-03-15', '2027-03-17');
    await stored(path);
    expect((await ask(`${path}&includeNextAvailable=true`)).of('cache-status')).toBe(
      'BookedBarber; fwd=miss; stored',
    );
  });

  it('what is too long to be stored is not said to be', async () => {
    const small = await start({ CACHE_MAX_ENTRY_BYTES: '1024' });
    try {
      const response = await fetch(`${small.origin}/api/v1/${SLOTS.replace('2027-03-15', '2027-03-18')}`);
      expect((await response.text()).length).toBeGreaterThan(1024);
      expect(response.headers.get('cache-status')).toBe('BookedBarber; fwd=miss');
    } finally {
      await small.close();
    }
  });

  it.each([
    [400, 'invalid-request', 'NOT HTTP AT ALL\r\n\r\n'],
    [431, 'headers-too-large', `GET /?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ])('what is no request has the fields of every answer: %d %s', async (status, code, request) => {
    const socket = connect(Number(new URL(app.origin).port), '127.0.0.1');
    socket.write(request);
    const answer = await text(socket);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/\r\nX-Cache-Status: available\r\n/i);
    expect(answer).toMatch(/\r\nX-Response-Time: \d+\.\d\d\r\n/i);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ code });
  });
});
