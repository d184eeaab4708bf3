import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UNUSED_TOKEN_MS } from '../../src/cache/entry/protocol.constants.js';
import { EntryPeek } from '../../src/cache/entry.peek.js';
import { limitValidity, runUncached, versionedBy } from '../../src/cache/read/load-scope.js';
import { NestedReads } from '../../src/cache/read/nested-reads.js';
import { Clock } from '../../src/config/clock.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { Gate } from '../support/gate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

/** Thing 1 is the source; thing 2 is ten times its value, and carries its tag `a` and one more. */
const SOURCE = 1;
const DERIVED = 2;
const TAGS = ['a', 'b'];

let redis: RedisServer;
let one: TestCache;
let two: TestCache;
let row: Row;
/** Loads of the derived thing that read the row themselves. */
let asked: number;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => redis.stop());
beforeEach(async () => {
  row = new Row();
  asked = 0;
  [one, two] = await Promise.all([openCache({ REDIS_URL: redis.url }), openCache({ REDIS_URL: redis.url })]);
});
afterEach(async () => {
  await Promise.all([one.close(), two.close()]);
  await redis.client().flushall();
});

/** The value ten times that of the source: of its entry or of its load, else of the row. */
async function tenfold(from: TestCache, isEnough: (value: number) => boolean = () => true): Promise<number> {
  const source = await from
    .get(NestedReads)
    .read(thingRegion, [SOURCE, ['a']], async () => row.load(), isEnough);
  if (source !== undefined) return 10 * source;
  asked++;
  return 10 * (await row.load());
}

async function readDerived(from: TestCache, tags = TAGS): Promise<number> {
  return from.cache.getOrLoad(thingRegion, [DERIVED, tags], async () => tenfold(from));
}

async function storeSource(from = one, load = row.load): Promise<void> {
  await readThing(from, { load }, SOURCE);
  await until(async () => isStored(SOURCE, ['a']));
}

async function isStored(id: number, tags: readonly string[]): Promise<boolean> {
  return (await two.get(EntryPeek).peek(thingRegion, [id, tags])) !== null;
}

describe('a load that reads what is cached', () => {
  it('does not ask the database for what is stored, and counts as no load', async () => {
    await storeSource();
    expect(await readDerived(two)).toBe(10);
    expect([asked, row.loads]).toEqual([0, 1]);
    expect(two.metrics.region('thing')).toMatchObject({ misses: 1, loads: 0, derived: 1 });
  });

  it('loads what is not, and stores both', async () => {
    expect(await readDerived(two)).toBe(10);
    expect([asked, row.loads]).toEqual([0, 1]);
    await until(async () => (await isStored(SOURCE, ['a'])) && (await isStored(DERIVED, TAGS)));
    expect(two.metrics.region('thing')).toMatchObject({ misses: 1, loads: 1, derived: 1 });
  });

  it('has the version that the nested load names', async () => {
    const load = async () => {
      versionedBy(7);
      return row.load();
    };
    await storeSource(one, load);
    const { entry } = await two.cache.answer(thingRegion, [DERIVED, TAGS], async () => tenfold(two));
    expect(entry.version).toBe(7);
  });

  it('joins a load in flight', async () => {
    const gate = new Gate();
    const reading = two.cache.getOrLoad(thingRegion, [SOURCE, ['a']], async () => {
      await gate.pass();
      return row.load();
    });
    await gate.reached;
    const derived = readDerived(two);
    await until(() => two.store.calls.claim === 2);
    for (let turns = 0; turns < 10; turns++) await turn();
    gate.open();
    expect(await Promise.all([reading, derived])).toEqual([1, 10]);
    expect(row.loads).toBe(1);
  });

  it('is forgotten with the tags that the nested value depends on, and with no others', async () => {
    await storeSource();
    await readDerived(two);
    await until(async () => isStored(DERIVED, TAGS));
    await row.write(one, ['b']);
    expect(await readDerived(one)).toBe(10);
    await row.write(one, ['a']);
    expect(await readDerived(one)).toBe(30);
  });

  it('does not use what this process may serve for the rest of a lease only', async () => {
    await storeSource();
    await until(
      async () => (await one.cache.answer(thingRegion, [SOURCE, ['a']], row.load)).status.tier === 'l1',
    );
    // Committed and forgotten, but not acknowledged.
    row.value = 2;
    const { repliedAt } = await two.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
    expect(await readDerived(one)).toBe(20);
    await two.cache.awaitLease(repliedAt);
    expect(await readDerived(two)).toBe(20);
  });

  it('does not use what was claimed before a FORGET that came before the CLAIM of the load around', async () => {
    const read = one.store.hold('read', 'after');
    const early = readThing(one, row, SOURCE);
    await read.reached;
    await storeSource(two);
    // This CLAIM finds the entry, and its reply is late.
    const claim = one.store.hold('claim', 'after');
    read.open();
    await claim.reached;
    row.value = 2;
    const { repliedAt } = await two.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
    const derived = readDerived(one);
    await until(() => one.store.calls.claim === 2);
    for (let turns = 0; turns < 10; turns++) await turn();
    claim.open();
    expect(await early).toBe(1);
    expect(await derived).toBe(20);
    await two.cache.awaitLease(repliedAt);
    expect(await readDerived(two)).toBe(20);
  });

  it('has a time to live of its own', async () => {
    const early = await openCache(
      { REDIS_URL: redis.url },
      {
        override: (builder) =>
          builder.overrideProvider(Clock).useValue({ now: () => Date.now() - MINUTE_MS }),
      },
    );
    await storeSource(early);
    await early.close();
    await readDerived(two);
    await until(async () => isStored(DERIVED, TAGS));
    const [source, derived] = await Promise.all(
      [[SOURCE, ['a']] as const, [DERIVED, TAGS] as const].map(async ([id, tags]) =>
        two.get(EntryPeek).peek(thingRegion, [id, tags]),
      ),
    );
    // Up to a tenth of 300 s is taken off by chance.
    expect(source?.validUntil).toBeLessThan(Date.now() + 4 * MINUTE_MS);
    expect(derived?.validUntil).toBeGreaterThan(Date.now() + 4 * MINUTE_MS);
  });

  it('is valid no longer than the nested value', async () => {
    const validUntil = Date.now() + MINUTE_MS;
    await storeSource(one, async () => {
      limitValidity(validUntil);
      return row.load();
    });
    await readDerived(two);
    await until(async () => isStored(DERIVED, TAGS));
    const entry = await one.get(EntryPeek).peek(thingRegion, [DERIVED, TAGS]);
    expect(entry?.validUntil).toBeLessThanOrEqual(validUntil);
  });

  it('fails as the nested load does, and leaves nothing for long', async () => {
    const failing = async () =>
      one.get(NestedReads).read(
        thingRegion,
        [SOURCE, ['a']],
        async () => Promise.reject(new Error('no such thing')),
        () => true,
      );
    await expect(one.cache.getOrLoad(thingRegion, [DERIVED, TAGS], failing)).rejects.toThrow('no such thing');
    // No load lock, and tokens as of a load that fails after two CLAIMs (rule 26).
    await until(async () => (await redis.client().keys('*:lock:*')).length === 0);
    const names = await redis.client().keys('*');
    const lives = await Promise.all(names.map(async (name) => redis.client().pttl(name)));
    expect(Math.max(0, ...lives)).toBeLessThanOrEqual(2 * UNUSED_TOKEN_MS);
  });
});

describe('no value is used', () => {
  it('that does not suffice', async () => {
    await storeSource();
    await one.cache.getOrLoad(thingRegion, [DERIVED, TAGS], async () => tenfold(one, (value) => value > 1));
    expect(asked).toBe(1);
  });

  it('whose tags are not all tags of the call', async () => {
    await storeSource();
    await readDerived(two, ['b']);
    expect(asked).toBe(1);
  });

  it('past the cache, by a refresh, in a transaction, and in a load within a load', async () => {
    await storeSource();
    const { cache } = two;
    cache.suspend('test');
    await readDerived(two);
    cache.resume('test');
    await until(() => cache.available);
    expect(asked).toBe(1);
    await cache.refresh(thingRegion, [DERIVED, TAGS], async () => tenfold(two));
    expect(asked).toBe(2);
    await runUncached(async () => readDerived(two));
    expect(asked).toBe(3);
    await cache.getOrLoad(thingRegion, [3, TAGS], async () => readDerived(two));
    expect(asked).toBe(4);
  });

  it('if the cache was suspended after the CLAIM', async () => {
    await storeSource();
    const gate = new Gate();
    const reading = two.cache.getOrLoad(thingRegion, [DERIVED, TAGS], async () => {
      await gate.pass();
      return tenfold(two);
    });
    await gate.reached;
    two.cache.suspend('test');
    gate.open();
    expect(await reading).toBe(10);
    expect(asked).toBe(1);
  });

  it('if the store fails, and the read succeeds all the same', async () => {
    await storeSource();
    const reading = two.cache.getOrLoad(thingRegion, [DERIVED, TAGS], async () => {
      redis.freeze();
      return tenfold(two);
    });
    try {
      expect(await reading).toBe(10);
    } finally {
      redis.thaw();
    }
    expect(asked).toBe(1);
  });
});
