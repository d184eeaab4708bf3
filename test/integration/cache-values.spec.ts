import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openCache, type TestCache, thingRegion } from '../support/cache.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const RICH = () => ({
  at: new Date(12_345),
  names: new Map([[1, new Set(['Ann'])]]),
  total: 2n ** 70n,
  none: undefined,
});

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => redis.stop());

describe.each([
  ['memory', 'CACHE_L1_MAX_BYTES', undefined],
  ['memory', 'CACHE_L1_MAX_BYTES', '0'],
  ['redis', 'CACHE_L1_MAX_BYTES', undefined],
  ['redis', 'CACHE_L1_MAX_BYTES', '0'],
])('a value that JSON cannot carry, in %s, %s=%s', (mode, name, size) => {
  let one: TestCache;
  let loads = 0;
  const read = async () =>
    one.cache.getOrLoad(thingRegion, [1, ['a']], async () => {
      loads++;
      return RICH();
    });

  beforeEach(async () => {
    loads = 0;
    one = await openCache({
      ...(mode === 'redis' ? { REDIS_URL: redis.url } : {}),
      ...(size === undefined ? {} : { [name]: size }),
    });
    await one.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
  });

  it('is returned equal to what was loaded, and changes by one caller are invisible to others', async () => {
    const first = await read();
    expect(first).toStrictEqual(RICH());
    first.names.clear();
    first.at.setTime(0);
    expect(await read()).toStrictEqual(RICH());
    const answers = await Promise.all([read(), read()]);
    answers[0].names.clear();
    expect(answers[1]).toStrictEqual(RICH());
    expect(loads).toBe(1);
    await one.close();
  });
});

it('a value that cannot be serialised is rejected by an error that names its place', async () => {
  const one = await openCache();
  const load = async () => ({ barbers: [{ greet: () => 'Hi' }] });
  await expect(one.cache.getOrLoad(thingRegion, [1, ['a']], load)).rejects.toThrow(
    'thing: value.barbers[0].greet cannot be cached',
  );
  await one.close();
});

it.each([2, 50, 1000, 3500])(
  'an entry with a body of %d bytes costs at most 300 beyond it in Redis',
  async (bytes) => {
    const one = await openCache({ REDIS_URL: redis.url });
    const load = async () => 'x'.repeat(bytes - 2);
    await one.cache.forget(['a', 'b', 'c', 'd'].map((tag) => ({ shard: 'loc:1', tag })));
    await one.cache.answer(thingRegion, [1_000_000, ['a', 'b', 'c', 'd']], load);
    const client = redis.client();
    const key = 'bb:{loc:1}:thing:1000000';
    await until(async () => (await client.exists(key)) === 1);
    const used = Number(await client.memory('USAGE', key));
    // The allocator's size classes are a quarter apart, so rounding up is not counted as overhead.
    const rounding = bytes / 4;
    expect(used - bytes).toBeLessThanOrEqual(300 + rounding);
    expect(await client.strlen(key)).toBeLessThanOrEqual(bytes + 100);
    await one.close();
  },
);
