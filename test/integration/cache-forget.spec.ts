import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MINUTE_MS } from '../../src/time/durations.js';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const TAG = { shard: 'loc:1', tag: 'a' };

let redis: RedisServer;
let one: TestCache;
let two: TestCache;
let row: Row;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => redis.stop());
beforeEach(async () => {
  row = new Row();
  one = await openCache({ REDIS_URL: redis.url });
});
afterEach(async () => {
  await one.close();
  await redis.client().flushall();
});

describe('rule 8', () => {
  it('forgets a tag in every shard that is named', async () => {
    const claim = { owner: 'test', generation: 'g', tokenLifeMs: MINUTE_MS, lockMs: 1000 };
    const addresses = ['loc:1', 'barber:7', 'user:3'].map((shard) => ({
      shard,
      key: 'thing:1',
      tags: ['a', 'b'],
    }));
    for (const address of addresses) await one.store.claim(address, claim);
    const { accepted } = await one.cache.forget(addresses.map(({ shard }) => ({ shard, tag: 'a' })));
    expect(accepted).toBe(true);
    for (const address of addresses) {
      expect((await one.store.read(address, {})).tokens).toEqual([null, expect.any(String)]);
    }
  });

  it('tries again until Redis takes it', async () => {
    const forget = jest.spyOn(one.store, 'forget').mockRejectedValueOnce(new Error('refused'));
    expect((await one.cache.forget([TAG])).accepted).toBe(true);
    expect(forget).toHaveBeenCalledTimes(2);
  });

  it('succeeds although writes are paused for longer than the command timeout', async () => {
    // Repeated where the machine paused for the rest of the time.
    await until(async () => {
      await redis.client().client('PAUSE', 115, 'WRITE');
      return (await one.cache.forget([TAG])).accepted;
    });
  });

  it('gives up in time, and reports it', async () => {
    await redis.client().client('PAUSE', 2000, 'WRITE');
    const begun = performance.now();
    expect((await one.cache.forget([TAG])).accepted).toBe(false);
    expect(performance.now() - begun).toBeLessThan(300);
    expect(one.metrics.forgetsRefused).toBe(1);
    await redis.client().client('UNPAUSE');
  });
});

describe('rule 9', () => {
  it('waits a lease and a millisecond from the reply, although timers fire early', async () => {
    for (let attempt = 0; attempt < 20; attempt++) {
      const { repliedAt } = await one.cache.forget([TAG]);
      await one.cache.awaitLease(repliedAt);
      expect(performance.now()).toBeGreaterThanOrEqual(repliedAt + 26);
    }
  });

  it('does not wait for a lease that is over', async () => {
    const forgotten = performance.now() - 1000;
    const begun = performance.now();
    await one.cache.awaitLease(forgotten);
    expect(performance.now() - begun).toBeLessThan(20);
  });

  it('waits for no lease in memory while this process alone caches, and waits without that right', async () => {
    const alone = await openCache();
    const other = await openCache({}, { lock: false, waits: false });
    const isAtOnce = async ({ cache }: TestCache) =>
      Promise.race([
        cache.awaitLease(performance.now()).then(() => true),
        new Promise((resolve) => setImmediate(resolve, false)),
      ]);
    expect(await isAtOnce(alone)).toBe(true);
    expect(await isAtOnce(other)).toBe(false);
    await readThing(alone, row);
    row.value = 2;
    await alone.cache.forget([TAG]);
    expect(await readThing(alone, row)).toBe(2);
    await Promise.all([alone.close(), other.close()]);
  });

  it('ends the leases of the instance itself at once', async () => {
    // Several rounds, because on a busy machine a lease may expire by itself before the read.
    for (let value = 2; value < 12; value++) {
      await readThing(one, row);
      await until(
        async () => (await one.cache.answer(thingRegion, [1, ['a']], row.load)).status.tier === 'l1',
      );
      row.value = value;
      await one.cache.forget([TAG]);
      expect(await readThing(one, row)).toBe(value);
    }
  });
});

describe('rule 16', () => {
  it('an instance that does not read the cache forgets nevertheless', async () => {
    two = await openCache({ REDIS_URL: redis.url, CACHE_ENABLED: 'false' });
    await until(() => two.cache.suspended === null);
    expect(two.cache.mode).toBe('off');
    await readThing(one, row);
    await until(() => one.store.calls.store === 1);
    expect(await readThing(two, row)).toBe(1);
    expect(row.loads).toBe(2);
    await row.write(two);
    expect(await readThing(one, row)).toBe(2);
    await two.close();
  });
});

describe('the generation', () => {
  it('is needed before anything is read', async () => {
    const starting = await openCache({ REDIS_URL: redis.url }, { generation: null });
    const { status } = await starting.cache.answer(thingRegion, [1, ['a']], row.load);
    expect(status).toEqual({ result: 'bypass', tier: 'load', detail: 'starting' });
    await starting.close();
  });

  it('invalidates everything when it changes', async () => {
    await readThing(one, row);
    await until(() => one.store.calls.store === 1);
    row.value = 2;
    one.cache.setGeneration('0e5dfd4c-9c5c-4d4e-8a66-08b0e2d7a3b1');
    expect(await readThing(one, row)).toBe(2);
  });

  it('keeps entries of two databases on one Redis apart', async () => {
    await readThing(one, row);
    await until(() => one.store.calls.store === 1);
    const elsewhere = await openCache(
      { REDIS_URL: redis.url },
      { generation: '0e5dfd4c-9c5c-4d4e-8a66-08b0e2d7a3b1' },
    );
    row.value = 2;
    expect(await readThing(elsewhere, row)).toBe(2);
    await elsewhere.close();
  });
});

describe('rule 17', () => {
  it('does not keep an error', async () => {
    const failing = { load: async () => Promise.reject(new Error('unavailable')) };
    await expect(readThing(one, failing)).rejects.toThrow('unavailable');
    expect(await readThing(one, row)).toBe(1);
  });

  it('does not store a body over the limit, but serves it', async () => {
    const small = await openCache({ REDIS_URL: redis.url, CACHE_MAX_ENTRY_BYTES: '10' });
    const long = { load: async () => (row.loads++, 12345678901) };
    expect(await readThing(small, long)).toBe(12345678901);
    // A read that begins before the load has released its load lock may still join it.
    await until(async () => (await readThing(small, long)) === 12345678901 && row.loads === 2);
    expect(small.store.calls.store).toBe(0);
    await small.close();
  });

  it.each(['a{b}', 'a b', 'a\nb', '*', '', 'x'.repeat(201), '__proto__[]'])(
    'never sends the key %j to the store',
    async (key) => {
      const hostile = { ...thingRegion, key: () => key };
      expect(await one.cache.getOrLoad(hostile, [1, ['a']], row.load)).toBe(1);
      expect(one.store.calls).toMatchObject({ read: 0, claim: 0, store: 0 });
    },
  );
});
