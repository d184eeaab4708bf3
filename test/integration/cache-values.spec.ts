import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { defineRegion, type Region } from '../../src/cache/entry/region.js';
import { limitValidity } from '../../src/cache/read/load-scope.js';
import { SystemClock } from '../../src/config/clock.js';
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

class Barber {
  constructor(readonly name: string) {}

  greet(): string {
    return `Hi, I am ${this.name}`;
  }
}

const UNREADABLE = Proxy.revocable({}, {});
UNREADABLE.revoke();

describe.each(['redis', 'memory'])('what the cache cannot hold, in %s', (mode) => {
  let one: TestCache;
  let warnings: string[];
  beforeEach(async () => {
    one = await openCache(mode === 'redis' ? { REDIS_URL: redis.url } : {});
    await one.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
    warnings = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((sentence) => warnings.push(String(sentence)));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await one.close();
  });

  it.each([
    ['an instance of a class', new Barber('Ann')],
    ['bytes', Buffer.from('Ann')],
    ['a URL', new URL('https://example.test')],
    ['a function', () => 1],
    ['a symbol', Symbol('Ann')],
    ['an error', new Error('Ann')],
    ['a regular expression', /Ann/],
    ['a proxy that cannot be read', UNREADABLE.proxy],
  ])('%s is given to the caller itself, past the cache', async (_, value) => {
    const load = async () => ({ value });
    const isSame = (read: unknown) => Object.is((read as { value: unknown }).value, value);
    for (let reads = 1; reads <= 2; reads++) {
      const { entry, status } = await one.cache.answer(thingRegion, [1, ['a']], load);
      expect(isSame(entry.value)).toBe(true);
      expect(status).toEqual({ result: 'bypass', tier: 'load', detail: 'uncacheable-value' });
      expect(one.metrics.region('thing').uncacheable.value).toBe(reads);
    }
    expect(isSame(await one.cache.read(thingRegion, [1, ['a']], load))).toBe(true);
    expect(isSame((await one.cache.refresh(thingRegion, [1, ['a']], load)).entry.value)).toBe(true);
    expect(one.store.calls.store).toBe(0);
    expect(one.cache.available).toBe(true);
    expect(warnings).toHaveLength(1);
  });

  it('a value is logged once for each place, without positions and without what may be data', async () => {
    const read = async (value: unknown) => one.cache.getOrLoad(thingRegion, [1, ['a']], async () => value);
    const ann = new Barber('Ann');
    await read({ barbers: [ann] });
    await read({ barbers: [{}, ann] });
    expect(warnings).toEqual([
      expect.stringContaining('thing: value.barbers[0] cannot be cached (it is an instance'),
    ]);
    await read({ byName: new Map([['ann@example.test', ann]]) });
    await read({ byName: { 'ann@example.test': ann } });
    expect(warnings.slice(1)).toEqual([
      expect.stringContaining('value.byName.get(...) cannot be cached'),
      expect.stringContaining('value.byName[...] cannot be cached'),
    ]);
  });

  it('many callers of one value share its load', async () => {
    const load = jest.fn(async () => new Barber('Ann'));
    const all = await Promise.all(
      Array.from({ length: 1000 }, async () => one.cache.getOrLoad(thingRegion, [2, ['a']], load)),
    );
    expect(all.every((each) => each.greet() === 'Hi, I am Ann')).toBe(true);
    expect(load.mock.calls.length).toBeLessThanOrEqual(3);
  });

  const part = (changes: Partial<Region<[name: unknown]>>) =>
    defineRegion<[name: unknown]>({
      name: 'odd',
      pattern: 'odd:{name}',
      version: 1,
      ttl: 300,
      shard: () => 'loc:1',
      key: (name) => `odd:${String(name)}`,
      tags: () => ['a'],
      ...changes,
    });
  const failing = (): never => {
    throw new TypeError('Ann has no address');
  };
  it.each<[string, Partial<Region<[name: unknown]>>, unknown]>([
    ['a key of 201 characters', {}, 'x'.repeat(197)],
    ['a key of a million characters', {}, 'x'.repeat(1e6)],
    ['a key with odd characters', {}, 'Zürich {1}\r\n'],
    ['an empty key', { key: () => '' }, 1],
    ['a key that is no text', { key: () => 7 as never }, 1],
    ['a key that cannot be made', { key: failing }, 1],
    ['an invalid shard', { shard: () => '{' }, 1],
    ['an invalid tag', { tags: () => ['a', 'b c'] }, 1],
    ['no tag', { tags: () => [] }, 1],
    ['tags that cannot be made', { tags: failing }, 1],
    ['100,000 tags', { tags: () => Array.from({ length: 100_000 }, (_, at) => `tag:${at}`) }, 1],
  ])('%s: each read is a load, and logged once', async (_, changes, name) => {
    const region = part(changes);
    const load = jest.fn(async () => ({ name }));
    for (let reads = 1; reads <= 2; reads++) {
      const { entry, status } = await one.cache.answer(region, [name], load);
      expect(entry.value).toEqual({ name });
      expect(status).toEqual({ result: 'bypass', tier: 'load', detail: 'uncacheable-key' });
      expect(one.metrics.region('odd').uncacheable.key).toBe(reads);
    }
    expect(await one.cache.read(region, [name], load)).toEqual({ name });
    expect((await one.cache.refresh(region, [name], load)).entry.value).toEqual({ name });
    expect(load).toHaveBeenCalledTimes(4);
    expect(one.store.calls).toMatchObject({ read: 0, claim: 0 });
    expect(warnings).toEqual([expect.stringMatching(/^Not cached.* odd: /)]);
    expect(warnings[0]).not.toMatch(/Zürich|Ann|xxxx/);
    expect(warnings[0]?.length).toBeLessThan(300);
  });

  it('callers with different keys that are too long get their own values', async () => {
    const region = part({});
    const names = ['a', 'b', 'a'].map((end) => 'x'.repeat(300) + end);
    const read = async (name: string) => one.cache.getOrLoad(region, [name], async () => name);
    expect(await Promise.all(names.map(read))).toEqual(names);
  });

  it('a value that is too large is served, counted, and logged once', async () => {
    for (let reads = 0; reads < 2; reads++) {
      const big = await one.cache.getOrLoad(thingRegion, [3, ['a']], async () => 'x'.repeat(2 ** 20));
      expect(big).toHaveLength(2 ** 20);
    }
    expect(one.metrics.region('thing').uncacheable).toEqual({ key: 0, value: 0, size: 2 });
    expect(warnings).toEqual([expect.stringContaining('CACHE_MAX_ENTRY_BYTES')]);
  });

  it('a time to live that is no whole number of milliseconds fails nothing', async () => {
    const region = part({ ttl: 1 / 3 });
    const load = jest.fn(async () => 1);
    await one.cache.getOrLoad(region, ['a'], load);
    await until(() => one.store.calls.store === 1);
    expect(one.cache.available).toBe(true);
  });

  it('a value whose time ends while it is stored fails nothing', async () => {
    // Each reading is a millisecond later.
    let now = Date.now();
    jest.spyOn(SystemClock.prototype, 'now').mockImplementation(() => now++);
    for (let left = 1; left <= 10; left++) {
      await one.cache.getOrLoad(part({}), [left], async () => limitValidity(now + left));
    }
    // Its reply comes after those of all STOREs.
    await one.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
    expect(one.store.calls.store).toBeGreaterThan(0);
    expect(one.cache.available).toBe(true);
  });
});

it.each(['\ud800', 'a\u0000b', '\u2028', '\ufeff'])(
  'text that holds %j comes back from Redis as it was',
  async (text) => {
    const one = await openCache({ REDIS_URL: redis.url, CACHE_L1_MAX_BYTES: '0' });
    for (const value of [{ [text]: text }, new Map([[text, new Set([text])]])]) {
      await one.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
      const stored = one.store.calls.store;
      await one.cache.getOrLoad(thingRegion, [1, ['a']], async () => value);
      await until(() => one.store.calls.store === stored + 1);
      expect(await one.cache.getOrLoad(thingRegion, [1, ['a']], async () => 'loaded again')).toEqual(value);
    }
    await one.close();
  },
);

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
