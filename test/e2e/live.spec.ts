import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createSigner } from 'fast-jwt';
import { Cache } from '../../src/cache/cache.js';
import { CacheGeneration } from '../../src/events/cache-generation.js';
import { CacheMetrics } from '../../src/cache/measure/cache.metrics.js';
import { Clock } from '../../src/config/clock.js';
import { OpenStreams } from '../../src/http/open-streams.js';
import { startApp, type TestApp } from '../support/app.js';
import { LiveClient } from '../support/live.client.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const JWT_SECRET = 'a secret of at least 32 characters';
const DATE = '2027-06-15';
/** All but intervals. */
const REAL_TIMERS = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
] as const;

interface Fleet {
  readonly one: TestApp;
  readonly other: TestApp;
  readonly shop: TestShop;
  readonly token: string;
}

let hour = 0;

async function openFleet(env: Record<string, string>): Promise<Fleet> {
  const one = await startApp({ JWT_SECRET, ...env });
  const other = await startApp({ JWT_SECRET, ...env }, one.database);
  const shop = await createShop(one.database);
  const { token } = await one.signUp();
  return { one, other, shop, token };
}

const listOf = ({ locationId, serviceId }: TestShop, date = DATE) =>
  `date=${date}&timezone=UTC&locationId=${locationId}&serviceId=${serviceId}`;

/** Books the next free hour of the day. @returns its start */
async function book({ shop, token }: Fleet, app: TestApp, date = DATE): Promise<string> {
  const time = `${String(hour++ % 24).padStart(2, '0')}:00`;
  const { locationId, serviceId } = shop;
  const body = { date, time, timezone: 'UTC', locationId, serviceId };
  const { status } = await app.post('bookings', body, { token });
  expect(status).toBe(201);
  return `${date}T${time}:00.000Z`;
}

const starts = (body: { slots: { startsAt: string }[] }) => body.slots.map(({ startsAt }) => startsAt);
const read = async (app: TestApp, list: string) => {
  const { body, headers } = await app.get(`bookings/available-slots?${list}`);
  return { starts: starts(body), etag: headers.get('etag') };
};
const watch = (app: TestApp, list: string, options = {}) =>
  LiveClient.open(app.origin, `kind=slots&${list}`, options);

describe('with Redis', () => {
  let redis: RedisServer;
  let fleet: Fleet;
  let list: string;

  beforeAll(async () => {
    redis = await startRedis(['--enable-debug-command', 'yes']);
    fleet = await openFleet({ REDIS_URL: redis.url });
    list = listOf(fleet.shop);
    await until(async () => {
      const states = await Promise.all([fleet.one, fleet.other].map((app) => app.get('/health')));
      return states.every(({ body }) => body.services.cache === 'healthy');
    });
  });
  afterAll(async () => {
    await fleet?.other.close();
    await fleet?.one.close();
    await redis?.stop();
  });

  it('a booking on one instance is reported by the other, and reads show it from then on', async () => {
    const client = await watch(fleet.other, list);
    const { headers } = client.response;
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('content-encoding')).toBeNull();
    expect(client.retry).toBeGreaterThan(0);
    const versions = [Number(client.lastEventId)];
    for (let round = 0; round < 5; round++) {
      const before = await read(fleet.other, list);
      const [start, event] = await Promise.all([book(fleet, fleet.one), client.next()]);
      const after = await Promise.all([read(fleet.other, list), read(fleet.one, list)]);
      expect(before.starts).toContain(start);
      for (const each of after) expect(each.starts).not.toContain(start);
      expect(event).toMatchObject({ type: 'changed', data: { etag: after[0].etag } });
      expect(event.id).toBe(String(event.data.version));
      versions.push(Number(event.id));
    }
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(new Set(versions).size).toBe(6);
    await client.close();
  });

  it('watchers of a list share its reads, others receive nothing, and instances name the same version', async () => {
    const loads = () => fleet.other.app.get(CacheMetrics).region('available slots').jobLoads;
    const watchers = await Promise.all(Array.from({ length: 10 }, () => watch(fleet.other, list)));
    const [elsewhere, far] = [
      await watch(fleet.one, list),
      await watch(fleet.other, listOf(fleet.shop, '2027-06-20')),
    ];
    const before = loads();
    await book(fleet, fleet.other);
    const events = await Promise.all([...watchers, elsewhere].map((client) => client.next()));
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
    expect(loads() - before).toBeLessThanOrEqual(1);
    expect(far.left).toBe(0);
    await until(() => fleet.other.app.get(OpenStreams).count === 11);
    for (const client of [...watchers, elsewhere, far]) await client.close();
    await until(() => fleet.other.app.get(OpenStreams).count === 0);
  });

  it('a client that comes back is notified at once if its state is older, and of nothing else', async () => {
    const first = await watch(fleet.other, list);
    const old = first.lastEventId;
    await book(fleet, fleet.one);
    const { id } = await first.next();
    const [behind, current, ahead] = await Promise.all([
      watch(fleet.one, list, { lastEventId: old }),
      watch(fleet.one, list, { lastEventId: id }),
      watch(fleet.one, list, { lastEventId: String(Number(id) + 1000) }),
    ]);
    expect(await behind.next()).toMatchObject({ type: 'changed', id });
    expect(await ahead.next()).toMatchObject({ type: 'resync', id });
    await book(fleet, fleet.one);
    // The next event is the first that the client gets which was up to date.
    expect(Number((await current.next()).id)).toBeGreaterThan(Number(id));
    for (const client of [first, behind, current, ahead]) await client.close();
  });

  it.each([
    ['slots', 'available-slots', (where: string) => `date=${DATE}&includeNextAvailable=true&${where}`],
    ['slots', 'available-slots', (where: string) => `from=2027-06-10&to=2027-06-20&${where}`],
    ['days', 'available-days', (where: string) => `from=2027-06-10&to=2027-06-20&${where}`],
  ])('watches %s as %s answers them to the same query', async (kind, route, query) => {
    const { locationId, serviceId } = fleet.shop;
    const whole = query(`timezone=UTC&locationId=${locationId}&serviceId=${serviceId}`);
    const client = await LiveClient.open(fleet.other.origin, `kind=${kind}&${whole}`);
    await book(fleet, fleet.one);
    const event = await client.next();
    await client.close();
    // Sent whole, a large list may be compressed, which has a tag of its own.
    const readAs = async (headers: Record<string, string>) =>
      fleet.one.get(`bookings/${route}?${whole}`, { headers });
    const { headers } = await readAs({ 'accept-encoding': 'identity' });
    expect(event).toMatchObject({ type: 'changed', data: { etag: headers.get('etag') } });
    expect((await readAs({ 'if-none-match': String(headers.get('etag')) })).status).toBe(304);
  });

  it('staff watch the day of their location, as long as it is theirs', async () => {
    const { locationId } = fleet.shop;
    const day = `kind=day&locationId=${locationId}&date=${DATE}`;
    const manager = await fleet.one.signUp('manager', [locationId]);
    const client = await LiveClient.open(fleet.other.origin, day, { token: manager.token });
    await book(fleet, fleet.one);
    const event = await client.next();
    const readIf = async (headers: Record<string, string>) =>
      fleet.one.get(`locations/${locationId}/day?date=${DATE}`, { token: manager.token, headers });
    const { headers: answered } = await readIf({ 'accept-encoding': 'identity' });
    expect(event).toMatchObject({ type: 'changed', data: { etag: answered.get('etag') } });
    expect((await readIf({ 'if-none-match': String(answered.get('etag')) })).status).toBe(304);
    // Notes are in no cached list.
    const { body } = await fleet.one.get(
      `bookings?limit=1&from=${DATE}&to=${DATE}&locationId=${locationId}`,
      {
        token: fleet.token,
      },
    );
    await fleet.one.patch(`bookings/${body.items[0].id}`, { notes: 'Changed' }, { token: fleet.token });
    expect(await client.next()).toMatchObject({ type: 'changed' });
    const statuses = [];
    for (const options of [{}, { token: fleet.token }, { token: (await fleet.one.signUp('manager')).token }])
      statuses.push((await LiveClient.open(fleet.other.origin, day, options)).response.status);
    expect(statuses).toEqual([401, 403, 403]);
    await fleet.one.database.query('DELETE FROM user_locations WHERE user_id = $1', [manager.id]);
    await until(() => client.events.some(({ type }) => type === 'gone'));
    await until(() => client.isEnded);
  });

  it('a list that passing time changes is reported', async () => {
    const clock = fleet.other.app.get(Clock);
    const soon = Date.parse(`${DATE}T12:00:00Z`);
    const offset = soon - 1500 - Date.now();
    const now = jest.spyOn(clock, 'now').mockImplementation(() => Date.now() + offset);
    try {
      const service = `${list}&barberId=${fleet.shop.barberIds[0]}`;
      const client = await watch(fleet.other, service);
      const event = await client.next();
      expect(event.type).toBe('changed');
      expect((await read(fleet.other, service)).etag).toBe(event.data.etag);
      await client.close();
    } finally {
      now.mockRestore();
    }
  });

  it('what concerns all days is reported as well', async () => {
    const admin = await fleet.one.signUp('admin');
    const client = await watch(fleet.other, list);
    for (const durationMinutes of [45, 30]) {
      const body = { durationMinutes };
      const changed = await fleet.one.patch(`services/${fleet.shop.serviceId}`, body, { token: admin.token });
      expect(changed.status).toBe(200);
      expect(await client.next()).toMatchObject({ type: 'changed' });
    }
    await client.close();
  });

  it('FLUSHALL is a resync, and bookings are reported afterwards', async () => {
    const client = await watch(fleet.other, list);
    await redis.client().flushall();
    expect(await client.next()).toMatchObject({ type: 'resync', id: client.lastEventId });
    await book(fleet, fleet.one);
    expect(await client.next()).toMatchObject({ type: 'changed' });
    await client.close();
  });

  it('a tracking connection that is lost alone is a resync, and bookings are reported by the next one', async () => {
    const client = await watch(fleet.other, list);
    const inspector = redis.client();
    const tracking = async () => {
      const all = String(await inspector.client('LIST')).split('\n');
      return all.flatMap((line) => (/^id=(\d+) .* name=bookedbarber-live /.exec(line) ?? []).slice(1));
    };
    const lost = await tracking();
    expect(lost.length).toBeGreaterThan(0);
    for (const id of lost) await inspector.client('KILL', 'ID', id);
    expect(await client.next()).toMatchObject({ type: 'resync' });
    await until(async () => (await tracking()).length === lost.length);
    expect(fleet.other.app.get(Cache).suspended).toBeNull();
    await untilShown(client, fleet.other, list, await book(fleet, fleet.one));
    await client.close();
  });

  it('a suspension is a resync when it begins and when it ends, and bookings are reported during it', async () => {
    const cache = fleet.other.app.get(Cache);
    const client = await watch(fleet.other, list);
    cache.suspend('a test');
    let before = 0;
    try {
      expect(await client.next()).toMatchObject({ type: 'resync' });
      await untilShown(client, fleet.other, list, await book(fleet, fleet.one));
      before = client.events.length;
    } finally {
      cache.resume('a test');
    }
    await until(() => client.events.slice(before).some(({ type }) => type === 'resync'));
    await client.close();
  });

  it('a new generation is a resync at every instance, and bookings are reported afterwards', async () => {
    const clients = [await watch(fleet.one, list), await watch(fleet.other, list)];
    await fleet.one.app.get(CacheGeneration, { strict: false }).begin();
    for (const client of clients) expect(await client.next()).toMatchObject({ type: 'resync' });
    const start = await book(fleet, fleet.one);
    for (const [index, client] of clients.entries()) {
      await untilShown(client, [fleet.one, fleet.other][index] as TestApp, list, start);
      await client.close();
    }
  });

  it('another history of Redis is a resync, and bookings are reported afterwards', async () => {
    const client = await watch(fleet.other, list);
    await redis.client().call('DEBUG', 'CHANGE-REPL-ID');
    expect(await client.next()).toMatchObject({ type: 'resync' });
    await untilShown(client, fleet.other, list, await book(fleet, fleet.one));
    await client.close();
  });

  it('without Redis, bookings of other instances are reported; its return is a resync', async () => {
    const client = await watch(fleet.other, list);
    await redis.kill();
    await until(() => client.events.some(({ type }) => type === 'resync'));
    const start = await book(fleet, fleet.one);
    await untilShown(client, fleet.other, list, start);
    const before = client.events.length;
    await redis.restart();
    await until(() => client.events.slice(before).some(({ type }) => type === 'resync'));
    const another = await book(fleet, fleet.one);
    await untilShown(client, fleet.other, list, another);
    await client.close();
  });

  it('a session that ends, ends its streams', async () => {
    const leaver = await fleet.one.signUp();
    const client = await watch(fleet.other, list, { token: leaver.token });
    await fleet.one.post('auth/logout-all', undefined, { token: leaver.token });
    await until(() => client.isEnded);
    expect(client.events.at(-1)).toMatchObject({ type: 'gone' });
    expect((await watch(fleet.other, list, { token: leaver.token })).response.status).toBe(401);

    const { id } = await fleet.one.signUp();
    const sign = createSigner({ key: JWT_SECRET, algorithm: 'HS256', iss: 'bookedbarber', expiresIn: 3000 });
    const expiring = await watch(fleet.other, list, {
      token: sign({ sub: String(id), role: 'client', ver: 0 }),
    });
    await until(() => expiring.isEnded);
    expect(expiring.events.at(-1)).toMatchObject({ type: 'gone' });
  });

  it('refuses what the read refuses', async () => {
    const refused = await watch(fleet.one, 'date=2027-06-15&locationId=999999');
    expect(refused.response.status).toBe(404);
    expect((await LiveClient.open(fleet.one.origin, list)).response.status).toBe(400);
    expect((await LiveClient.open(fleet.one.origin, `kind=other&${list}`)).response.status).toBe(400);
    expect((await watch(fleet.one, `${list}&ignoreBookingId=1`)).response.status).toBe(400);
    expect((await LiveClient.open(fleet.one.origin, 'kind=days&from=2027-06-10')).response.status).toBe(400);
    expect(fleet.one.app.get(OpenStreams).count).toBe(0);
  });

  it('a client that leaves before its stream begins leaves nothing', async () => {
    const leaving = Array.from({ length: 20 }, async (_, count) => {
      const url = `${fleet.other.origin}/api/v1/bookings/live?kind=slots&${listOf(fleet.shop, '2027-06-25')}`;
      // Not by fetch: its pool keeps connections that it has opened for a request and not used, and a stopping server waits for these.
      const request = get(url, { agent: false }).on('error', () => undefined);
      setTimeout(() => request.destroy(), count);
      await new Promise((closed) => request.once('close', closed));
    });
    await Promise.all(leaving);
    await until(() => fleet.other.app.get(OpenStreams).count === 0);
  });

  it('an instance that stops says when to come back', async () => {
    const client = await watch(fleet.other, list);
    client.retry = undefined;
    await fleet.other.close();
    await until(() => client.isEnded);
    expect(client.retry).toBeGreaterThan(0);
    expect(client.left).toBe(0);
  });
});

it('without any Redis, the owner of the cache and the others report all bookings', async () => {
  const fleet = await openFleet({ LIVE_STREAMS_PER_ADDRESS: '2' });
  const { one, other } = fleet;
  const list = listOf(fleet.shop);
  const clients = [await watch(one, list), await watch(other, list)];
  for (const app of [one, other]) {
    const start = await book(fleet, app);
    for (const [index, client] of clients.entries())
      await untilShown(client, [one, other][index] as TestApp, list, start);
  }
  await watch(one, list);
  const refused = await watch(one, list);
  expect(refused.response.status).toBe(429);
  const shown = ['retry-after', 'ratelimit-policy', 'ratelimit'].map((name) =>
    refused.response.headers.get(name),
  );
  expect(shown).toEqual(['10', '"streams";q=2', '"streams";r=0;t=10']);
  await other.close();
  await one.close();
});

it('sends a comment every 15 s, and opens no more streams than an instance may have', async () => {
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS] });
  const app = await startApp({ LIVE_STREAMS: '2' });
  try {
    const list = listOf(await createShop(app.database));
    const clients = [await watch(app, list), await watch(app, list)];
    const { status, headers } = (await watch(app, list)).response;
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect((await app.get(`bookings/live?kind=slots&${list}`)).body.code).toBe('overloaded');
    const comments = () => clients.map((client) => client.comments);
    for (const beats of [1, 2]) {
      jest.advanceTimersByTime(14_999);
      // A comment that was sent would be read before the answer to a request.
      await app.get('/health');
      expect(comments()).toEqual([beats - 1, beats - 1]);
      jest.advanceTimersByTime(1);
      await until(() => comments().every((count) => count === beats));
    }
    expect(clients.map((client) => client.left)).toEqual([0, 0]);
    await clients[0]?.close();
    await until(() => app.app.get(OpenStreams).count === 1);
    expect((await watch(app, list)).response.status).toBe(200);
  } finally {
    jest.useRealTimers();
    await app.close();
  }
});

/** Follows the stream as a page does, reading after each event, until the start is no longer listed. */
async function untilShown(client: LiveClient, app: TestApp, list: string, start: string): Promise<void> {
  for (;;) {
    await client.next();
    if (client.left === 0 && !(await read(app, list)).starts.includes(start)) return;
  }
}
