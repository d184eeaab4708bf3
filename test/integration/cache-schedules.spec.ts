import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { dependOnlyOn } from '../../src/cache/read/load-scope.js';
import { LEASE_MS } from '../../src/cache/entry/protocol.constants.js';
import { Gate } from '../support/gate.js';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

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
  [one, two] = await Promise.all([openCache({ REDIS_URL: redis.url }), openCache({ REDIS_URL: redis.url })]);
});
afterEach(async () => {
  await Promise.all([one.close(), two.close()]);
  await redis.client().flushall();
});

const thing = { shard: 'loc:1', key: 'thing:1', tags: ['a'] };

/** A load that waits at the gate, before it reads the row (`before`) or after it (`after`). */
function gatedLoad(when: 'before' | 'after'): { gate: Gate; load: () => Promise<number> } {
  const gate = new Gate();
  return {
    gate,
    load: async () => {
      if (when === 'before') await gate.pass();
      const value = await row.load();
      if (when === 'after') await gate.pass();
      return value;
    },
  };
}

/** Waits until every lease that was given before `since` has ended. */
async function leaseOver(since: number): Promise<void> {
  await until(() => performance.now() > since + LEASE_MS + 1);
}

describe('a read', () => {
  it('is loaded once and then served by every instance', async () => {
    expect(await readThing(one, row)).toBe(1);
    await until(() => one.store.calls.store === 1);
    expect(await readThing(one, row)).toBe(1);
    expect(await readThing(two, row)).toBe(1);
    expect(row.loads).toBe(1);
  });

  it('sees what was acknowledged before it began, on every instance', async () => {
    for (let round = 2; round < 30; round++) {
      await row.write(round % 2 ? one : two);
      expect(await Promise.all([readThing(one, row), readThing(two, row)])).toEqual([round, round]);
    }
  });

  it('reports how it was answered', async () => {
    const answer = async (from: TestCache) =>
      (await from.cache.answer(thingRegion, [1, ['a']], row.load)).status;
    expect(await answer(one)).toEqual({ result: 'miss', tier: 'load', isStored: true });
    await until(async () => (await answer(one)).tier === 'l1');
    expect(await answer(two)).toEqual({ result: 'hit', tier: 'redis' });
    two.cache.suspend('test');
    expect(await answer(two)).toEqual({ result: 'bypass', tier: 'load', detail: 'suspended' });
  });

  it('keeps null, 0, the empty string and the empty list', async () => {
    for (const [id, value] of [null, 0, '', []].entries()) {
      let loads = 0;
      const read = async (from: TestCache) =>
        from.cache.getOrLoad(thingRegion, [id, ['a']], async () => {
          loads++;
          return value;
        });
      expect(await read(one)).toEqual(value);
      await until(
        async () => (await one.cache.answer(thingRegion, [id, ['a']], row.load)).status.tier === 'l1',
      );
      expect(await read(one)).toEqual(value);
      expect(await read(two)).toEqual(value);
      expect(loads).toBe(1);
    }
  });

  it('returns a frozen value', async () => {
    const value = await one.cache.getOrLoad(thingRegion, [1, ['a']], async () => ({ inner: { list: [1] } }));
    expect(() => value.inner.list.push(2)).toThrow(TypeError);
  });
});

describe('rule 2', () => {
  it('tokens outlive entries fourfold, and each STORE renews them', async () => {
    const client = redis.client();
    const left = async () => client.pttl('bb:{loc:1}:tag:a');
    // An entry lives up to a tenth shorter than its region says.
    const isRenewed = async () => (await left()) > 4 * 270_000 - 10_000;
    await readThing(one, row);
    await until(isRenewed);
    await client.pexpire('bb:{loc:1}:tag:a', 5000);
    await readThing(one, row, 2);
    await until(isRenewed);
  });
});

describe('rule 3', () => {
  it('an entry of another stamp is not served, although all its tokens exist', async () => {
    await readThing(one, row);
    await until(() => one.store.calls.store === 1);
    await row.write(two);
    const slow = gatedLoad('before');
    const loading = readThing(one, slow);
    expect(await Promise.race([slow.gate.reached, loading])).toBeUndefined();
    expect(await redis.client().exists('bb:{loc:1}:thing:1', 'bb:{loc:1}:tag:a')).toBe(2);
    const reading = readThing(two, row);
    await until(() => two.store.calls.claim === 1);
    slow.gate.open();
    expect(await Promise.all([loading, reading])).toEqual([2, 2]);
  });
});

describe('rule 5', () => {
  it('runs cached methods inside a load uncached', async () => {
    const outer = async (): Promise<number> => readThing(one, row, 2, ['b']);
    await readThing(one, row, 2, ['b']);
    await until(() => one.store.calls.store === 1);
    await readThing(one, row, 2, ['b']);
    expect(row.loads).toBe(1);
    await readThing(one, { load: outer }, 1, ['a', 'b']);
    expect(row.loads).toBe(2);
  });

  it('refuses to answer from the cache inside a load', async () => {
    const inner = [
      async () => one.cache.answer(thingRegion, [1, ['a']], row.load),
      async () => one.cache.refresh(thingRegion, [1, ['a']], row.load),
    ];
    for (const read of inner) {
      const outer = { load: async () => (await read(), 1) };
      await expect(readThing(one, outer, 2)).rejects.toThrow('Inside a load or a transaction');
    }
  });
});

describe('rule 10', () => {
  it('serves L1 for a lease without a command, then reads only the tokens', async () => {
    await readThing(one, row);
    await until(() => one.store.calls.store === 1);
    await until(async () => {
      const before = one.store.calls.read;
      await readThing(one, row);
      await readThing(one, row);
      return one.store.calls.read <= before + 1;
    });
    const read = one.store.calls.read;
    await leaseOver(performance.now());
    const { status } = await one.cache.answer(thingRegion, [1, ['a']], row.load);
    expect(status.tier).toBe('l1');
    expect(one.store.calls.read).toBe(read + 1);
    expect(row.loads).toBe(1);
  });

  it('counts the lease from the sending of a READ, however late it is answered', async () => {
    await readThing(two, row);
    await until(async () => (await two.cache.answer(thingRegion, [1, ['a']], row.load)).status.tier === 'l1');
    const read = one.store.hold('read', 'after');
    const early = readThing(one, row);
    await read.reached;
    await row.write(two);
    read.open();
    expect(await early).toBe(1);
    expect(await readThing(one, row)).toBe(2);
  });

  it('counts the lease from the sending of a STORE, however late it is answered', async () => {
    const store = one.store.hold('store', 'after');
    await readThing(one, row);
    await store.reached;
    await row.write(two);
    store.open();
    await until(() => one.store.calls.store === 1);
    expect(await readThing(one, row)).toBe(2);
  });

  it('shares one READ among readers that begin together', async () => {
    await readThing(one, row);
    await until(() => one.store.calls.store === 1);
    let sent = 0;
    let beganWithin = Infinity;
    // Repeated where the process was paused for a lease while it began them.
    while (beganWithin >= LEASE_MS) {
      await leaseOver(performance.now());
      const before = one.store.calls.read;
      const began = performance.now();
      const reads = Array.from({ length: 100 }, async () => readThing(one, row));
      beganWithin = performance.now() - began;
      await Promise.all(reads);
      sent = one.store.calls.read - before;
    }
    expect(sent).toBe(1);
  });
});

describe('rule 18', () => {
  /** A load that declares that it depends only on the tag `a`, and then runs `inner`. */
  const narrow = (inner: () => Promise<unknown> = async () => undefined) => ({
    load: async () => {
      dependOnlyOn(['a']);
      await inner();
      return row.load();
    },
  });
  const from = async (cache: TestCache, tags = ['b', 'a', 'c']) => readThing(cache, narrow(), 1, tags);

  it('keeps an entry although a tag was forgotten that its load does not depend on', async () => {
    await from(one);
    await until(() => one.store.calls.store === 1);
    await row.write(two, ['b', 'c']);
    expect(await Promise.all([from(one), from(two)])).toEqual([1, 1]);
    await leaseOver(performance.now());
    expect(await Promise.all([from(one), from(two)])).toEqual([1, 1]);
    expect(row.loads).toBe(1);
  });

  it('does not serve it once a tag that it depends on was forgotten', async () => {
    await from(one);
    await until(() => one.store.calls.store === 1);
    await from(two);
    for (let value = 2; value < 12; value++) {
      await row.write(two);
      expect(await Promise.all([from(one), from(two)])).toEqual([value, value]);
    }
  });

  it('an inner load does not narrow the tags of the load around it', async () => {
    const outer = { load: async () => (await from(one, ['a']), row.load()) };
    const read = async (cache: TestCache) => readThing(cache, outer, 2, ['a', 'b']);
    await read(one);
    await until(() => one.store.calls.store === 1);
    await row.write(two, ['b']);
    expect(await Promise.all([read(one), read(two)])).toEqual([2, 2]);
  });

  it('a reader that waits for another instance gets what it stores, although a tag that does not count was forgotten', async () => {
    const gate = new Gate();
    const tags = ['b', 'a', 'c'];
    const loading = readThing(
      one,
      narrow(() => gate.pass()),
      1,
      tags,
    );
    await gate.reached;
    const waiting = from(two);
    await until(() => two.store.calls.claim === 1);
    const poll = two.store.hold('read', 'before');
    await poll.reached;
    await row.write(one, ['c']);
    gate.open();
    await until(() => one.store.calls.store === 1);
    poll.open();
    expect(await Promise.all([loading, waiting])).toEqual([2, 2]);
    expect(row.loads).toBe(1);
  });

  it('depends on all tags if a declared name is not among them, or none is declared', async () => {
    for (const [index, tags] of [['a', 'x'], []].entries()) {
      const load = { load: async () => (dependOnlyOn(tags), row.load()) };
      const read = async (cache: TestCache) => readThing(cache, load, 10 + index, ['a', 'b']);
      const stored = () => one.store.calls.store + two.store.calls.store;
      const before = await read(one);
      await until(() => stored() === 2 * index + 1);
      await row.write(two, ['b']);
      expect(await Promise.all([read(one), read(two)])).toEqual([before + 1, before + 1]);
      // Whichever of the two loaded: its STORE must not be counted as the next round's.
      await until(() => stored() === 2 * index + 2);
    }
  });
});

describe('rule 11', () => {
  it('all concurrent misses share one load', async () => {
    const slow = gatedLoad('before');
    const reads = Array.from({ length: 1000 }, async () => readThing(one, slow));
    await slow.gate.reached;
    reads.push(...Array.from({ length: 100 }, async () => readThing(one, slow)));
    slow.gate.open();
    expect(new Set(await Promise.all(reads))).toEqual(new Set([1]));
    expect(row.loads).toBe(1);
  });
});

describe('rule 12', () => {
  it('waits for the instance that loads, with one poller', async () => {
    const slow = gatedLoad('before');
    const first = readThing(one, slow);
    await slow.gate.reached;
    const others = Array.from({ length: 200 }, async () => readThing(two, row));
    await until(() => two.store.calls.claim >= 1 && two.store.calls.read > 205);
    const polls = two.store.calls.read;
    const claims = two.store.calls.claim;
    await until(() => two.store.calls.read >= polls + 4);
    expect(two.store.calls.claim).toBe(claims);
    slow.gate.open();
    expect(await first).toBe(1);
    expect(new Set(await Promise.all(others))).toEqual(new Set([1]));
    expect(row.loads).toBe(1);
  });

  /** A read that has found no entry and must claim; it may share a CLAIM in flight. */
  async function claiming(source: Pick<Row, 'load'>): Promise<{ value: Promise<number> }> {
    const read = one.store.hold('read', 'after');
    const value = readThing(one, source);
    await read.reached;
    read.open();
    await turn();
    return { value };
  }

  it('loads once, although the CLAIM of a waiting reader is shared with a later reader', async () => {
    const elsewhere = gatedLoad('before');
    const holder = readThing(two, elsewhere);
    await elsewhere.gate.reached;
    const slow = gatedLoad('before');
    const waiting = readThing(one, slow);
    await until(() => one.store.calls.claim === 1);
    const claim = one.store.hold('claim', 'before');
    row.value = 2;
    await two.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
    await claim.reached;
    const { value: later } = await claiming(slow);
    claim.open();
    await slow.gate.reached;
    slow.gate.open();
    expect(await Promise.all([waiting, later])).toEqual([2, 2]);
    expect(row.loads).toBe(1);
    elsewhere.gate.open();
    await holder;
  });

  /** The CLAIM of a reader that found no entry, sent after another instance has stored one; its reply is held. */
  async function claimsWhatIsStored(): Promise<{ first: Promise<number>; claim: Gate }> {
    const read = one.store.hold('read', 'after');
    const claim = one.store.hold('claim', 'after');
    const first = readThing(one, row);
    await read.reached;
    expect(await readThing(two, row)).toBe(1);
    await until(() => two.store.calls.store === 1);
    read.open();
    await claim.reached;
    return { first, claim };
  }

  it('does not share a CLAIM in flight with a reader that began a lease after its sending', async () => {
    const { first, claim } = await claimsWhatIsStored();
    await row.write(two);
    const { value: late } = await claiming(row);
    claim.open();
    expect(await Promise.all([first, late])).toEqual([1, 2]);
  });

  it('counts the lease of the entry in a CLAIM reply from the sending of the CLAIM', async () => {
    const { first, claim } = await claimsWhatIsStored();
    await row.write(two);
    claim.open();
    expect(await first).toBe(1);
    expect(await readThing(one, row)).toBe(2);
  });

  it('gives the error of a load to its waiters, releases the load lock and loads anew', async () => {
    const gate = new Gate();
    const failing = async (): Promise<number> => {
      await gate.pass();
      throw new Error('the database is unavailable');
    };
    const reads = Array.from({ length: 10 }, async () => readThing(one, { load: failing }));
    await gate.reached;
    const elsewhere = readThing(two, row);
    await until(() => two.store.calls.claim === 1);
    const begun = performance.now();
    gate.open();
    const settled = await Promise.allSettled(reads);
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await elsewhere).toBe(1);
    expect(performance.now() - begun).toBeLessThan(3000);
    expect(await readThing(one, row)).toBe(1);
  });

  it('releases a load lock that was granted too late to be used', async () => {
    const claim = one.store.hold('claim', 'after');
    expect(await readThing(one, row)).toBe(1);
    await claim.reached;
    expect((await one.store.read(thing, { lock: true })).locked).toBe(true);
    claim.open();
    await until(async () => !(await one.store.read(thing, { lock: true })).locked);
  });
});
