import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StoreUnavailable } from '../../src/cache/entry/cache.errors.js';
import { dependOnlyOn, limitValidity } from '../../src/cache/read/load-scope.js';
import { JobScope } from '../../src/cache/read/read-scope.js';
import { runInReadScope } from '../../src/cache/read/read-scope.js';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { Gate } from '../support/gate.js';
import { commandCalls } from '../support/redis.commands.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

let one: TestCache;
let row: Row;
let redis: RedisServer;
const counted = () => one.metrics.region('thing');

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(() => {
  row = new Row();
});
afterEach(async () => one.close());

it('loads are counted as job loads inside a job, and as reader loads otherwise', async () => {
  one = await openCache();
  await runInReadScope(new JobScope(), () => readThing(one, row));
  expect(counted()).toMatchObject({ loads: 0, jobLoads: 1 });
  expect([counted().loadMs.count, counted().jobLoadMs.count]).toEqual([0, 1]);
  await readThing(one, row);
  await readThing(one, row, 2);
  expect(counted()).toMatchObject({ loads: 1, jobLoads: 1, misses: 1 });
  expect([counted().loadMs.count, counted().jobLoadMs.count]).toEqual([1, 1]);
});

it('the load that the consistency sampler compares with a hit is no reader load', async () => {
  one = await openCache({ CACHE_SAMPLE_RATE: '1' });
  await readThing(one, row);
  await until(() => one.store.calls.store === 1);
  await readThing(one, row);
  await until(() => row.loads === 2);
  expect(counted()).toMatchObject({ loads: 1, jobLoads: 1 });
});

it('misses are counted apart by whether there was no entry or an invalidated one', async () => {
  one = await openCache();
  await readThing(one, row);
  await until(() => one.store.calls.store === 1);
  expect(counted()).toMatchObject({ misses: 1, invalidatedMisses: 0 });
  await row.write(one);
  await readThing(one, row);
  expect(counted()).toMatchObject({ misses: 2, invalidatedMisses: 1 });
});

let opened = 0;

describe.each([
  ['memory', async () => openCache()],
  ['redis', async () => openCache({ REDIS_URL: redis.url, CACHE_NAMESPACE: `many${opened++}` })],
] as const)('many keys at once, in %s', (_store, open) => {
  const IDS = [1, 2, 3, 4, 5];
  let loaded: number[][];
  const tagsOf = (id: number) => ['all', `t${id}`];
  const readMany = async (ids: readonly number[]) => {
    const answers = await one.cache.readMany(
      thingRegion,
      ids.map((id): [number, readonly string[]] => [id, tagsOf(id)]),
      async (missing) => {
        loaded.push(missing.map(([id]) => id));
        const of = row.value;
        return (id) => {
          dependOnlyOn([`t${id}`]);
          if (id === 5) limitValidity(Date.now());
          return `${id}:${of}`;
        };
      },
    );
    return answers.map(({ entry, status }) => `${entry.value} ${status.result}`);
  };
  const stored = (count: number) => until(() => one.store.calls.store === count);

  beforeEach(async () => {
    loaded = [];
    one = await open();
  });

  it('is one READ, all CLAIMs, and one load of those that are missing, each with tags and limits of its own', async () => {
    expect(await readMany(IDS)).toEqual(IDS.map((id) => `${id}:1 miss`));
    expect(one.store.calls).toMatchObject({ read: 1, claim: 5 });
    expect(loaded).toEqual([IDS]);
    // The last is over already, and not stored.
    await stored(4);
    await row.write(one, ['t2']);
    expect(await readMany(IDS)).toEqual(['1:1 hit', '2:2 miss', '3:1 hit', '4:1 hit', '5:2 miss']);
    expect(loaded.slice(1).map((ids) => ids.toSorted((a, b) => a - b))).toEqual([[2, 5]]);
    expect(one.store.calls).toMatchObject({ claim: 7 });
    // One to confirm what is in this process, one for what is stale; the mask of each is its own.
    expect(one.store.calls.read).toBeLessThanOrEqual(3);
    await stored(5);
    await row.write(one, ['all']);
    expect(await readMany([1, 2])).toEqual(['1:1 hit', '2:2 hit']);
    expect(await readThing(one, { load: async () => 0 }, 3, tagsOf(3))).toBe('3:1');
  });

  it('is one MGET of 62 keys, also where each has a load of its own', async () => {
    if (one.store.mode === 'memory') return;
    const other = await openCache({ REDIS_URL: redis.url, CACHE_NAMESPACE: `many${opened - 1}` });
    try {
      const mgets: number[] = [];
      for (let round = 1; round <= 3; round++) {
        const keys = Array.from({ length: 62 }, (_, key): [number, readonly string[]] => {
          const id = 100 * round + key;
          return [id, tagsOf(id)];
        });
        const values = keys.map(([id]) => `of ${id}`);
        const read = async (from: TestCache) =>
          from.cache.getMany(thingRegion, keys, async (id) => {
            loaded.push([id]);
            return `of ${id}`;
          });
        const storedBefore = one.store.calls.store;
        expect(await read(one)).toEqual(values);
        await stored(storedBefore + 62);
        loaded = [];
        const before = await commandCalls(redis, 'mget');
        expect(await read(other)).toEqual(values);
        mgets.push((await commandCalls(redis, 'mget')) - before);
        expect(loaded).toEqual([]);
      }
      // Entries in use are confirmed ahead, which may fall into a round.
      expect(Math.min(...mgets)).toBe(1);
    } finally {
      await other.close();
    }
  });

  it('joins a load that is in flight, and loads the rest', async () => {
    const gate = new Gate();
    const slow = one.cache.getOrLoad(thingRegion, [1, tagsOf(1)], async () => {
      await gate.pass();
      return 'slow';
    });
    await gate.reached;
    const many = readMany([1, 2]);
    await until(() => loaded.length === 1);
    gate.open();
    expect(await many).toEqual(['slow collapsed', '2:1 miss']);
    expect([await slow, loaded]).toEqual(['slow', [[2]]]);
  });

  it('is one load past the cache, also if only some CLAIMs were answered', async () => {
    one.cache.suspend('test');
    expect(await readMany(IDS)).toEqual(IDS.map((id) => `${id}:1 bypass`));
    expect(loaded).toEqual([IDS]);
    one.cache.resume('test');
    await until(() => one.cache.available);
    jest.spyOn(one.store.inner, 'claim').mockRejectedValueOnce(new StoreUnavailable('gone'));
    expect(await readMany([1, 2])).toEqual(['1:1 bypass', '2:1 bypass']);
    expect(
      loaded
        .slice(1)
        .flat()
        .toSorted((a, b) => a - b),
    ).toEqual([1, 2]);
  });

  it('fails as its load does, and leaves nothing behind', async () => {
    const failing = one.cache.readMany(
      thingRegion,
      IDS.map((id): [number, readonly string[]] => [id, tagsOf(id)]),
      () => Promise.reject(new Error('no such thing')),
    );
    await expect(failing).rejects.toThrow('no such thing');
    await until(() => one.store.calls.release === 5);
    expect(await readMany(IDS)).toHaveLength(5);
  });
});
