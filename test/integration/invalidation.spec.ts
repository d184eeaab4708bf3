import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { businessHoursRegion } from '../../src/booking/settings/business-hours.cache.js';
import { shopPlaces, type ShopPlace } from '../../src/booking/places/shop-places.js';
import { EVERYBODY } from '../../src/booking/tags.cache.js';
import { CacheMetrics } from '../../src/cache/measure/cache.metrics.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openEvents, type TestEvents } from '../support/events.js';
import { commandCalls } from '../support/redis.commands.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { insertShop } from '../support/shop.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

/** Longer than the interval at which instances try to get cache ownership. */
const SOME_ROUNDS_MS = 1200;

/** Business hours stand for every region here: what is said is about instances, not about tags. */
const write = (app: TestEvents, minute: number) =>
  app.unit.run(() =>
    app.database.query(
      `INSERT INTO business_hours (location_id, weekly) VALUES (1, $1)
       ON CONFLICT (location_id) DO UPDATE SET weekly = EXCLUDED.weekly`,
      [weekOf(minute)],
    ),
  );

const weekOf = (minute: number) => JSON.stringify([[[0, minute]], [], [], [], [], [], []]);

async function read(app: TestEvents): Promise<number | undefined> {
  const answer = await app.cache.getOrLoad(businessHoursRegion, [1], async () => {
    const [row] = await app.database.query<{ minute: number }>(
      `SELECT (weekly->0->0->>1)::int AS minute FROM business_hours WHERE location_id = 1`,
    );
    return row ?? { minute: 0 };
  });
  return answer.minute;
}

describe('invalidation', () => {
  let shop: TestDatabase;
  let redis: RedisServer;
  const open: { close(): Promise<void> }[] = [];

  const start = async (env: Record<string, string> = {}) => {
    const app = await openEvents(shop, env);
    open.unshift(app);
    return app;
  };

  const inRedis = () => ({ REDIS_URL: redis.url });

  const cutLocks = async (sessions = 10) =>
    shop.query(`SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity
      WHERE application_name = 'bookedbarber cache lock' AND datname = current_database() LIMIT ${sessions}) AS found`);

  const pending = async () => (await shop.query('SELECT FROM outbox WHERE done_at IS NULL')).length;

  beforeEach(async () => {
    redis = await startRedis();
    shop = await createTestDatabase();
    await insertShop(shop);
  });

  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    await shop.drop();
    await redis.stop();
  });

  it('reaches the process that keeps the cache in its memory, before another process acknowledges', async () => {
    const holder = await start();
    await until(() => holder.cache.available);
    const other = await start();
    expect({ holder: holder.cache.mode, other: other.cache.mode }).toEqual({
      holder: 'memory',
      other: 'off',
    });
    let inTime = 0;
    for (let minute = 1; minute <= 20; minute++) {
      await write(other, minute);
      if ((await pending()) === 0) inTime++;
      expect(await read(holder)).toBe(minute);
      expect(await read(other)).toBe(minute);
    }
    expect(inTime).toBeGreaterThan(10);
  });

  it('passes to another process when the one that keeps the cache stops', async () => {
    const holder = await start();
    await until(() => holder.cache.available);
    const other = await start();
    await holder.close();
    open.pop();
    await until(() => other.cache.mode === 'memory' && other.cache.available);
    await write(other, 7);
    expect(await read(other)).toBe(7);
  });

  it('stops using a memory whose lock was lost, and starts anew with it', async () => {
    const app = await start();
    await until(() => app.cache.available);
    await write(app, 1);
    expect(await read(app)).toBe(1);
    const generation = app.cache.generation;
    await cutLocks();
    await until(() => app.cache.mode === 'off');
    await until(() => app.cache.mode === 'memory');
    expect(app.cache.generation).not.toBe(generation);
    expect(await read(app)).toBe(1);
  });

  it.each(['memory', 'redis'] as const)(
    'reaches the %s that keeps the cache, when an instance with the other comes to the same database',
    async (mode) => {
      const [first, second] = mode === 'memory' ? [{}, inRedis()] : [inRedis(), {}];
      const keeper = await start(first);
      await until(() => keeper.cache.available);
      const other = await start(second);
      await sleep(SOME_ROUNDS_MS);
      expect([keeper.cache.mode, other.cache.mode]).toEqual([mode, 'off']);
      for (let minute = 1; minute <= 10; minute++) {
        await write(minute % 2 === 0 ? keeper : other, minute);
        await until(async () => (await pending()) === 0);
        expect([await read(keeper), await read(other)]).toEqual([minute, minute]);
      }
      await keeper.close();
      open.splice(open.indexOf(keeper), 1);
      await until(() => other.cache.available);
      await write(other, 11);
      expect(await read(other)).toBe(11);
    },
  );

  it('does not bring back what Redis kept from before a memory had the cache', async () => {
    const before = await start(inRedis());
    await until(() => before.cache.available);
    await write(before, 1);
    expect(await read(before)).toBe(1);
    await until(async () => (await redis.client().keys('*business_hours*')).length > 0);
    await before.close();
    open.pop();
    const holder = await start();
    await until(() => holder.cache.available);
    await write(holder, 2);
    await holder.close();
    open.pop();
    // An instance that connects to a Redis for the first time forgets the changes of the last minute again.
    await shop.query(`UPDATE outbox SET done_at = done_at - interval '2 minutes'`);
    const after = await start(inRedis());
    await until(() => after.cache.available);
    expect(await read(after)).toBe(2);
  });

  it.each([
    ['one of two instances loses it', 1, 'keeps'],
    ['every instance loses it, and another release may have cached meanwhile', 2, 'begins'],
  ] as const)('continues with Redis if %s', async (_, sessions, does) => {
    const app = await start(inRedis());
    const other = await start(inRedis());
    await until(() => app.cache.available && other.cache.available);
    const { generation } = app.cache;
    await cutLocks(sessions);
    await write(app, 1);
    expect([await read(app), await read(other)]).toEqual([1, 1]);
    await until(async () => app.cache.available && other.cache.available && (await pending()) === 0);
    if (does === 'keeps') expect(app.cache.generation).toBe(generation);
    else await until(() => app.cache.generation !== generation);
  });

  it('without a cache and without Redis does not affect others, and leaves cache ownership to them', async () => {
    const off = await start({ CACHE_ENABLED: 'false' });
    await until(async () => (await pending()) === 0);
    const { generation } = off.cache;
    await write(off, 1);
    expect(await pending()).toBe(0);
    // Entries that another process cached before this write, of which it was not notified, must never match again.
    await until(() => off.cache.generation !== generation);
    await shop.query(`UPDATE business_hours SET weekly = '${weekOf(2)}'`);
    await until(async () => (await pending()) === 0);
    const holder = await start();
    await until(() => holder.cache.mode === 'memory' && holder.cache.available);
    expect(await read(holder)).toBe(2);
    await write(off, 3);
    await until(async () => (await pending()) === 0);
    expect([await read(holder), await read(off)]).toEqual([3, 3]);
  });

  it('of an instance that is cut off from Redis alone is done by another before it acknowledges', async () => {
    const proxy = await TcpProxy.to(redis.port);
    open.push({ close: () => proxy.close() });
    const cutOff = await start({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
    const other = await start({ REDIS_URL: redis.url });
    await until(() => cutOff.cache.available && other.cache.available);
    expect(await read(other)).toBe(0);
    let minute = 0;
    // A busy machine may take longer than a write waits, and the writes after it in that outage do not wait again.
    await until(async () => {
      proxy.pass();
      await until(() => cutOff.cache.available && other.cache.available);
      proxy.cut();
      let inTime = 0;
      for (let n = 1; n <= 5; n++) {
        await write(cutOff, ++minute);
        if ((await pending()) === 0) inTime++;
        expect(await read(other)).toBe(minute);
      }
      return inTime === 5;
    });
    expect(cutOff.cache.available).toBe(false);
  });

  it('of a chain of 2,000 shops costs as little as that of one: one tag, and no read past the cache', async () => {
    await shop.query(`
      INSERT INTO locations (business_id, name, timezone) SELECT 1, 'Shop ' || n, 'UTC' FROM generate_series(1, 1999) n;
      INSERT INTO barbers (location_id, name) SELECT 1 + n % 2000, 'Barber ' || n FROM generate_series(1, 19999) n;
      UPDATE outbox SET done_at = now() WHERE done_at IS NULL`);
    const app = await start(inRedis());
    await until(() => app.cache.available);
    await until(async () => (await pending()) === 0);
    const forgets = async () => commandCalls(redis, 'unlink');
    const ended = new AbortController();
    const results = new Set<string>();
    const reading = (async () => {
      while (!ended.signal.aborted) {
        const { status } = await app.cache.answer(businessHoursRegion, [1], async () => 1);
        results.add(status.result);
        await sleep(1);
      }
    })();
    const changes = {
      booking: `UPDATE appointments SET starts_at = starts_at + interval '1 minute' WHERE id = 1`,
      service: `UPDATE services SET name = name || '.' WHERE id = 1`,
      business: `UPDATE businesses SET name = name || '.' WHERE id = 1`,
    };
    const took: Record<string, number[]> = { booking: [], service: [], business: [] };
    const metrics = app.get(CacheMetrics);
    for (let round = 0; round < 5; round++) {
      for (const [name, sql] of Object.entries(changes)) {
        const [commands, tags, began] = [await forgets(), metrics.tagsForgotten, performance.now()];
        await app.unit.run(() => app.database.query(sql));
        took[name]?.push(performance.now() - began);
        if (name === 'booking') continue;
        expect((await forgets()) - commands).toBeLessThanOrEqual(2);
        expect(metrics.tagsForgotten - tags).toBeLessThanOrEqual(4);
      }
    }
    ended.abort();
    await reading;
    expect([...results].toSorted()).toEqual(['hit', 'miss']);
    const median = (name: string) => took[name]?.toSorted((a, b) => a - b)[2] ?? Number.NaN;
    // A lease of 26 ms is in all of them.
    expect(median('service')).toBeLessThan(3 * median('booking'));
    expect(median('business')).toBeLessThan(3 * median('booking'));
  });

  it('finds the shards of a place', async () => {
    await shop.query(`
      INSERT INTO businesses (name) VALUES ('Other');
      INSERT INTO locations (business_id, name, timezone) VALUES (1, 'There', 'UTC'), (2, 'Elsewhere', 'UTC');
      INSERT INTO barbers (location_id, name) VALUES (2, 'C'), (3, 'D')`);
    const app = await start();
    const shardsOf = async (...places: ShopPlace[]) =>
      shopPlaces.shardsOf(places, (sql, parameters) => app.database.query(sql, parameters));
    const shards = await shardsOf(
      { of: 'barber', id: 1, locationIds: [2] },
      { of: 'barber', id: 99, locationIds: [] },
      { of: 'location', id: 2 },
      { of: 'business', id: 1 },
      { of: 'business', id: 3 },
    );
    expect(shards.map((each) => ({ ...each, shards: each.shards.toSorted() }))).toEqual([
      { shards: ['barber:1', 'loc:1', 'loc:2'] },
      { shards: ['barber:99'] },
      { shards: ['barber:2', 'loc:2'] },
      { shards: ['barber:1', 'barber:2', 'biz:1', 'loc:1', 'loc:2'] },
      { shards: ['biz:3'] },
    ]);
    expect(await shardsOf({ of: 'everybody' })).toEqual([{ shards: [], wide: [EVERYBODY] }]);
    // A location that has just left a business.
    await app.unit.run(async () => {
      await app.database.query('UPDATE locations SET business_id = 2 WHERE id = 2');
      const [left] = await shardsOf({ of: 'business', id: 1 });
      expect(left?.shards.toSorted()).toEqual(['barber:1', 'barber:2', 'biz:1', 'loc:1', 'loc:2']);
    });
    // A bulk change may have moved any barber, and left no image of the place before.
    await until(async () => (await pending()) === 0);
    await shop.query(`BEGIN; SELECT set_config('bookedbarber.unit_of_work', 'on', true);
      INSERT INTO outbox (relation, operation) VALUES ('services', 'BULK'); COMMIT`);
    const [anywhere] = await shardsOf({ of: 'barber', id: 1, locationIds: [] });
    expect(anywhere).toEqual({ shards: [], wide: [EVERYBODY] });
  });
});
