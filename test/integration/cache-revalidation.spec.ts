import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CachedResult } from '../../src/cache/read/cached-result.js';
import { dependOnlyOn } from '../../src/cache/read/load-scope.js';
import { LEASE_MS } from '../../src/cache/entry/protocol.constants.js';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { Gate } from '../support/gate.js';
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

/** Reads the thing until it is in L1 and was revalidated: from then on, other revalidations may include it. */
async function kept(id: number, row: Row, tags: readonly string[]): Promise<void> {
  const read = () => one.cache.answer(thingRegion, [id, tags], row.load);
  await until(async () => (await read()).status.tier === 'l1');
  await leaseOver();
  expect((await read()).status.tier).toBe('l1');
}

/** Reads thing 1 after its lease has ended; returns the tags of the READ that this sends. */
async function revalidatedTags(row: Row, tags: readonly string[]): Promise<readonly string[]> {
  await leaseOver();
  const read = jest.spyOn(one.store, 'read');
  await readThing(one, row, 1, tags);
  const [address] = read.mock.calls[0] ?? [];
  expect(read.mock.calls).toHaveLength(1);
  read.mockRestore();
  // The own tags of entries begin so.
  return address?.tags.filter((tag) => !tag.startsWith('entry=')) ?? [];
}

describe('a revalidation', () => {
  it('covers everything that was read in the shard lately, by one READ', async () => {
    const row = new Row();
    const things = [1, 2, 3, 4, 5].map((id) => [id, row, [`of-${id}`, 'all']] as const);
    for (const thing of things) await kept(...thing);
    // Repeated where the machine paused for a lease between two of them.
    await until(async () => {
      await leaseOver();
      const before = one.store.calls.read;
      for (const [id, , tags] of things) await readThing(one, row, id, tags);
      return one.store.calls.read === before + 1;
    });
    expect(row.loads).toBe(5);
  });

  it('does not confirm what was forgotten', async () => {
    const [row, other] = [new Row(), new Row()];
    await kept(2, other, ['b']);
    await kept(1, row, ['a']);
    await leaseOver();
    await other.write(two, ['b']);
    await readThing(one, row, 1, ['a']);
    expect(await readThing(one, other, 2, ['b'])).toBe(2);
  });

  it('is followed by the CLAIM at once if a token is missing', async () => {
    const row = new Row();
    await kept(1, row, ['a']);
    await row.write(two, ['a']);
    await leaseOver();
    const { read, claim } = one.store.calls;
    expect(await readThing(one, row, 1, ['a'])).toBe(2);
    expect(one.store.calls).toMatchObject({ read: read + 1, claim: claim + 1 });
  });

  it('gives a lease that counts from its sending, however late the reply is', async () => {
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

  it('leaves out what was not read for a while', async () => {
    const row = new Row();
    await kept(1, row, ['a']);
    // Repeated where the machine paused for longer than "lately".
    await until(async () => {
      await kept(2, row, ['b']);
      return (await revalidatedTags(row, ['a'])).join() === 'a,b';
    });
    const since = performance.now();
    await until(() => performance.now() > since + 4 * LEASE_MS);
    expect(await revalidatedTags(row, ['a'])).toEqual(['a']);
  });

  it('leaves out what would make the READ long', async () => {
    const row = new Row();
    await kept(1, row, ['a']);
    const many = [...Array.from({ length: 128 }).keys()].map((index) => `b${index}`);
    await until(async () => {
      await kept(2, row, many);
      await kept(3, row, ['c', 'a']);
      const sent = await revalidatedTags(row, ['a']);
      expect(sent).not.toContain('b0');
      return sent.join() === 'a,c';
    });
  });

  it('reads only the tags that the load depended on', async () => {
    const row = new Row();
    const load = async () => {
      dependOnlyOn(['c', 'a']);
      return row.load();
    };
    await one.cache.getOrLoad(thingRegion, [1, ['a', 'b', 'c']], load);
    await kept(1, row, ['a', 'b', 'c']);
    expect(await revalidatedTags(row, ['a', 'b', 'c'])).toEqual(['a', 'c']);
    expect(row.loads).toBe(1);
  });
});

describe('an entry that is read when most of its lease is over', () => {
  /** Reads thing 1; returns whether it was answered synchronously. */
  const readsAtOnce = (row: Row): boolean => {
    const read = one.cache.read(thingRegion, [1, ['a']], row.load) as CachedResult<number>;
    return !(read.answer instanceof Promise);
  };

  /** Reads until a read that was served at once has sent a READ; that READ (`before`) or its reply (`after`) is held. */
  const revalidatedAhead = async (row: Row, when: 'before' | 'after'): Promise<Gate> => {
    let answer!: Gate;
    await kept(1, row, ['a']);
    // Repeated where the machine paused for the rest of the lease.
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

  it('is served at once, and revalidated meanwhile by one READ', async () => {
    const row = new Row();
    // Repeated where the machine paused for so long that the READ could not be shared any more.
    await until(async () => {
      const answer = await revalidatedAhead(row, 'after');
      const { read } = one.store.calls;
      const beganAt = performance.now();
      while (readsAtOnce(row));
      const isPaused = performance.now() - beganAt > LEASE_MS / 2;
      answer.open();
      if (isPaused) return false;
      expect(one.store.calls.read).toBe(read);
      return true;
    });
  });

  it('gets a lease that counts from the sending of that READ', async () => {
    const row = new Row();
    const answer = await revalidatedAhead(row, 'after');
    await answer.reached;
    await row.write(two, ['a']);
    answer.open();
    expect(await readThing(one, row, 1)).toBe(2);
  });

  it('is loaded anew, and not revalidated again, when the reply shows that it is invalid', async () => {
    const row = new Row();
    const request = await revalidatedAhead(row, 'before');
    await request.reached;
    await row.write(two, ['a']);
    request.open();
    await turn();
    // Sent and answered after the held READ.
    await one.store.read({ shard: 'loc:1', key: 'thing:1', tags: ['a'] }, {});
    await turn();
    const { read } = one.store.calls;
    expect(await readThing(one, row, 1)).toBe(2);
    expect(one.store.calls.read).toBe(read + 1);
  });

  it('gets no lease before the reply', async () => {
    const row = new Row();
    await kept(1, row, ['a']);
    // Repeated where the machine paused for the rest of the lease.
    await until(async () => {
      await readThing(one, row, 1);
      const answer = one.store.hold('read', 'after');
      const { read } = one.store.calls;
      const written = row.write(two, ['a']);
      let isAhead = true;
      let sentAt = 0;
      while (one.store.calls.read === read) {
        sentAt = performance.now();
        isAhead = readsAtOnce(row);
        await turn();
      }
      await written;
      // Only in this time would a lease that was given too early still last.
      const isInTime = performance.now() - sentAt < LEASE_MS - 1;
      const late = readThing(one, row, 1);
      answer.open();
      expect(await late).toBe(row.value);
      return isAhead && isInTime;
    });
  });

  it('is served without waiting for as long as it is read continuously', async () => {
    const row = new Row();
    await kept(1, row, ['a']);
    // Repeated where the machine paused.
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

describe('a refresh', () => {
  const refresh = async (load: () => Promise<unknown>, by = one) =>
    by.cache.refresh(thingRegion, [1, ['a']], load);
  const changed = async () => {
    const row = new Row();
    for (const each of [one, two]) await until(async () => (await tierOf(each, row)) === 'l1');
    await until(async () => (await readThing(two, row, 2)) === 1);
    // Past the application, so nothing is forgotten.
    row.value = 2;
    return row;
  };
  const tierOf = async ({ cache }: TestCache, row: Row) =>
    (await cache.answer(thingRegion, [1, ['a']], row.load)).status.tier;

  it('is seen by every instance once it has resolved, also in its memory, and leaves the neighbours', async () => {
    for (let round = 0; round < 10; round++) {
      const row = await changed();
      const gate = new Gate();
      const refreshing = refresh(async () => (await gate.pass(), row.load()));
      await gate.reached;
      // The leases of the other instance begin as late as they can.
      await until(async () => (await tierOf(two, row)) === 'l1');
      gate.open();
      await refreshing;
      expect(await Promise.all([one, two].map(async (each) => readThing(each, row)))).toEqual([2, 2]);
      expect(await readThing(two, row, 2)).toBe(1);
      await until(async () => (await tierOf(two, row)) === 'l1');
      await refresh(row.load, two);
      await Promise.all([one, two].map(async (each) => each.cache.forget([{ shard: 'loc:1', tag: 'a' }])));
    }
  });

  it('serves the old entry until the new one is there, and keeps it if the load fails', async () => {
    const row = await changed();
    const gate = new Gate();
    const refreshing = refresh(async () => (await gate.pass(), row.load()));
    await gate.reached;
    expect(await readThing(two, row)).toBe(1);
    gate.open();
    await refreshing;
    await expect(refresh(async () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    const { loads } = row;
    expect(await Promise.all([one, two].map(async (each) => readThing(each, row)))).toEqual([2, 2]);
    expect(row.loads).toBe(loads);
  });

  it.each<[string, unknown]>([
    ['cannot be serialised', () => 2],
    ['is too large', 'x'.repeat(2 ** 20)],
  ])('by a value that %s ends what other instances have, too', async (_, value) => {
    const row = await changed();
    await refresh(async () => value);
    expect(await readThing(two, row)).toBe(2);
  });

  it('by a value that cannot be stored ends the lease in a memory of its own, where no lease is awaited', async () => {
    const memory = await openCache();
    const row = new Row();
    await until(async () => (await tierOf(memory, row)) === 'l1');
    row.value = 2;
    await refresh(async () => () => 2, memory);
    expect(await readThing(memory, row)).toBe(2);
    await memory.close();
  });

  it('does not lose against a load that began before it', async () => {
    const row = new Row();
    const gate = new Gate();
    const before = { load: async () => (await row.load(), await gate.pass(), 1) };
    const loading = readThing(two, before);
    await gate.reached;
    row.value = 2;
    await refresh(row.load);
    gate.open();
    expect(await loading).toBe(1);
    await until(() => two.store.calls.store === 1);
    expect(await readThing(one, row)).toBe(2);
    expect(await readThing(two, row)).toBe(2);
  });
});
