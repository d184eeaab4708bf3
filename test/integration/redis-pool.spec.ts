import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const SIZE = 4;
const KEYS = Array.from({ length: 40 }, (_, id) => id);

let redis: RedisServer;
let one: TestCache;
let row: Row;

beforeEach(async () => {
  row = new Row();
  redis = await startRedis();
  one = await openCache({ REDIS_URL: redis.url, REDIS_POOL_SIZE: String(SIZE), CACHE_L1_MAX_BYTES: '0' });
});
afterEach(async () => {
  await one.close();
  await redis.stop();
});

/** The connections of the pool, as the server numbers them. */
async function connections(): Promise<string[]> {
  const list = String(await redis.client().client('LIST'));
  return list.split('\n').flatMap((line) => /^id=(\d+).* name=bookedbarber /.exec(line)?.[1] ?? []);
}

async function fill(): Promise<void> {
  for (const id of KEYS) await readThing(one, row, id);
  await until(() => one.store.calls.store === KEYS.length);
}

it('serves from all connections, and nothing of what was forgotten on one', async () => {
  expect(await connections()).toHaveLength(SIZE);
  await fill();
  await row.write(one);
  expect(new Set(await Promise.all(KEYS.map(async (id) => readThing(one, row, id))))).toEqual(new Set([2]));
  await until(() => one.store.calls.store === 2 * KEYS.length);
  const again = await Promise.all(
    KEYS.map(async (id) => one.cache.answer(thingRegion, [id, ['a']], row.load)),
  );
  expect(new Set(again.map(({ status }) => status.tier))).toEqual(new Set(['redis']));
});

it('bypasses the cache while one connection is away, and takes its server for the same afterwards', async () => {
  let epochs = 0;
  one.cache.onNewEpoch(async () => void epochs++);
  await fill();
  const [victim = ''] = await connections();
  await redis.client().client('KILL', 'ID', victim);
  await until(() => !one.cache.available);
  await until(() => one.cache.available);
  expect(epochs).toBe(0);
  expect(await connections()).toHaveLength(SIZE);
  const { status } = await one.cache.answer(thingRegion, [7, ['a']], row.load);
  expect(status.tier).toBe('redis');
});

it('sends all that concerns a key over one connection, and different keys over all of them', async () => {
  const seen = new Map<string, Set<string>>();
  const monitor = await redis.client().monitor();
  monitor.on('monitor', (_: string, args: string[], source: string) => {
    for (const [, key = ''] of args.join(' ').matchAll(/(?<!lease:)(thing:\d+)/g)) {
      // What a script does is not sent.
      if (source !== 'lua') seen.set(key, (seen.get(key) ?? new Set()).add(source));
    }
  });
  await fill();
  await until(() => seen.size === KEYS.length);
  monitor.disconnect();
  expect([...seen.values()].filter((sources) => sources.size > 1)).toEqual([]);
  expect(new Set([...seen.values()].flatMap((sources) => [...sources])).size).toBe(SIZE);
});
