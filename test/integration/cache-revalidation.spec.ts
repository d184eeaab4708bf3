import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CachedResult } from '../../src/cache/read/cached-result.js';
import { dependOnlyOn } from '../../src/cache/read/load-scope.js';
import { LEASE_MS } from '../../src/cache/entry/protocol.constants.js';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import type { Gate } from '../support/gate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

let redis: RedisServer;
let one: TestCache;
let two: TestCache;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => redis.stop());
beforeEach(async () => {
  [one, two] = await Promise.all([openCache({ REDIS_URL: redis.url }), openCache({ REDIS_URL: redis.url })]);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all([one.close(), two.close()]);
  await redis.client().flushall();
});

const leaseOver = () => one.cache.awaitLease(performance.now());

/** Reads the thing until this instance keeps it and has confirmed it: it may be carried from then on. */
async function kept(id: number, row: Row, tags: readonly string[]): Promise<void> {
  const read = () => one.cache.answer(thingRegion, [id, tags], row.load);
  await until(async () => (await read()).status.tier === 'l1');
  await leaseOver();
  expect((await read()).status.tier).toBe('l1');
}

/** The tags asked for by the READ that reading thing 1 again, when its lease is over, sends. */
async function askedBy(row: Row, tags: readonly string[]): Promise<readonly string[]> {
  await leaseOver();
  const read = jest.spyOn(one.store, 'read');
  await readThing(one, row, 1, tags);
  const [address] = read.mock.calls[0] ?? [];
  expect(read.mock.calls).toHaveLength(1);
  read.mockRestore();
  return address?.tags ?? [];
}

describe('what is confirmed for one reader', () => {
  it('is all that was read in the shard lately, by one question', async () => {
    const row = new Row();
    const things = [1, 2, 3, 4, 5].map((id) => [id, row, [`of-${id}`, 'all']] as const);
    for (const thing of things) await kept(...thing);
    // Again where the machine stood still for a lease between two of them.
    await until(async () => {
      await leaseOver();
      const before = one.store.calls.read;
      for (const [id, , tags] of things) await readThing(one, row, id, tags);
      return one.store.calls.read === before + 1;
    });
    expect(row.loads).toBe(5);
  });

  it('is not what was forgotten', async () => {
    const [row, other] = [new Row(), new Row()];
    await kept(2, other, ['b']);
    await kept(1, row, ['a']);
    await leaseOver();
    await other.write(two, ['b']);
    await readThing(one, row, 1, ['a']);
    expect(await readThing(one, other, 2, ['b'])).toBe(2);
  });

  it('may be served for one lease from the sending, however late the answer is', async () => {
    const [row, other] = [new Row(), new Row()];
    await kept(2, other, ['b']);
    await kept(1, row, ['a']);
    await leaseOver();
    const answer = one.store.hold('read', 'after');
    const early = readThing(one, row, 1, ['a']);
    await answer.reached;
    await other.write(two, ['b']);
    answer.open();
    expect(await early).toBe(1);
    expect(await readThing(one, other, 2, ['b'])).toBe(2);
  });

  it('is not what nobody read for a while', async () => {
    const row = new Row();
    await kept(1, row, ['a']);
    // Again where the machine stood still for longer than "lately".
    await until(async () => {
      await kept(2, row, ['b']);
      return (await askedBy(row, ['a'])).join() === 'a,b';
    });
    const since = performance.now();
    await until(() => performance.now() > since + 4 * LEASE_MS);
    expect(await askedBy(row, ['a'])).toEqual(['a']);
  });

  it('is not what would make the question long', async () => {
    const row = new Row();
    await kept(1, row, ['a']);
    const many = [...Array.from({ length: 64 }).keys()].map((index) => `b${index}`);
    await until(async () => {
      await kept(2, row, many);
      await kept(3, row, ['c', 'a']);
      const asked = await askedBy(row, ['a']);
      expect(asked).not.toContain('b0');
      return asked.join() === 'a,c';
    });
  });

  it('rests on the tags that its load depended on', async () => {
    const row = new Row();
    const load = async () => {
      dependOnlyOn(['c', 'a']);
      return row.load();
    };
    await one.cache.getOrLoad(thingRegion, [1, ['a', 'b', 'c']], load);
    await kept(1, row, ['a', 'b', 'c']);
    expect(await askedBy(row, ['a', 'b', 'c'])).toEqual(['a', 'c']);
    expect(row.loads).toBe(1);
  });
});

describe('what is read when most of its lease is over', () => {
  /** Reads thing 1; whether it was answered without waiting for anything. */
  const readsAtOnce = (row: Row): boolean => {
    const read = one.cache.read(thingRegion, [1, ['a']], row.load) as CachedResult<number>;
    return !(read.answer instanceof Promise);
  };

  /** Reads until one that was served at once has asked; the question, or its answer, is held. */
  const askedAhead = async (row: Row, when: 'before' | 'after'): Promise<Gate> => {
    let answer!: Gate;
    await kept(1, row, ['a']);
    // Again where the machine stood still for the rest of the lease.
    await until(async () => {
      await readThing(one, row, 1);
      answer = one.store.hold('read', when);
      const before = one.store.calls.read;
      while (one.store.calls.read === before) {
        if (readsAtOnce(row)) continue;
        answer.open();
        // Uses up the hold if that read did not.
        await one.store.read({ shard: 'loc:1', key: 'thing:1', tags: ['a'] }, {});
        return false;
      }
      return true;
    });
    return answer;
  };

  it('is served at once, and confirmed by one question meanwhile', async () => {
    const row = new Row();
    const answer = await askedAhead(row, 'after');
    const { read } = one.store.calls;
    while (readsAtOnce(row));
    expect(one.store.calls.read).toBe(read);
    answer.open();
  });

  it('has a lease from the sending of that question', async () => {
    const row = new Row();
    const answer = await askedAhead(row, 'after');
    await answer.reached;
    await row.write(two, ['a']);
    answer.open();
    expect(await readThing(one, row, 1)).toBe(2);
  });

  it('is read anew, and not asked about again, when the answer is that it is not right', async () => {
    const row = new Row();
    const question = await askedAhead(row, 'before');
    await question.reached;
    await row.write(two, ['a']);
    question.open();
    // Answered after the question.
    await one.store.read({ shard: 'loc:1', key: 'thing:1', tags: ['a'] }, {});
    await turn();
    const { read } = one.store.calls;
    expect(await readThing(one, row, 1)).toBe(2);
    expect(one.store.calls.read).toBe(read + 1);
  });

  it('has none before its answer', async () => {
    const row = new Row();
    await kept(1, row, ['a']);
    // Again where the machine stood still for the rest of the lease.
    await until(async () => {
      await readThing(one, row, 1);
      const answer = one.store.hold('read', 'after');
      const { read } = one.store.calls;
      const written = row.write(two, ['a']);
      let isAhead = true;
      let askedAt = 0;
      while (one.store.calls.read === read) {
        askedAt = performance.now();
        isAhead = readsAtOnce(row);
        await turn();
      }
      await written;
      // Only then would a lease that was given too early still last.
      const isInTime = performance.now() - askedAt < LEASE_MS - 1;
      const late = readThing(one, row, 1);
      answer.open();
      expect(await late).toBe(row.value);
      return isAhead && isInTime;
    });
  });

  it('goes on without waiting while it is read all the time', async () => {
    const row = new Row();
    await kept(1, row, ['a']);
    // Not every time: the machine may stand still.
    await until(async () => {
      const since = performance.now();
      while (readsAtOnce(row)) {
        if (performance.now() - since > 2 * LEASE_MS) return true;
        await turn();
      }
      await readThing(one, row, 1);
      return false;
    });
    expect(row.loads).toBe(1);
  });
});
