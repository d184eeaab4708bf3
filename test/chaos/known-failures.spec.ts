import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisLink } from '../../src/cache/redis/redis.link.js';
import { COMMAND_TIMEOUT, openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { Gate } from '../support/gate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

/**
 * The ways in which simpler protocols fail (the list at the end of the protocol page), each tried on a real Redis.
 * Restarts and changes of the server are in known-failures.servers.spec.ts.
 */

const ENTRY = 'bb:{loc:1}:thing:1';
const TAG_KEY = 'bb:{loc:1}:tag:a';

let redis: RedisServer;
let one: TestCache;
let two: TestCache;
let row: Row;

beforeEach(async () => {
  row = new Row();
  redis = await startRedis();
  [one, two] = await Promise.all([
    openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url }),
    openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url }),
  ]);
});
afterEach(async () => {
  await Promise.all([one.close(), two.close()]);
  await redis.stop();
});

/** A load that has read the row and returns only when the test opens the gate. */
function pausedLoad(): { gate: Gate; load: () => Promise<number> } {
  const gate = new Gate();
  return {
    gate,
    load: async () => {
      const value = await row.load();
      await gate.pass();
      return value;
    },
  };
}

async function readEverywhere(): Promise<number[]> {
  return Promise.all([readThing(one, row), readThing(two, row)]);
}

async function keptInL1(instance: TestCache, id = 1, tags: readonly string[] = ['a']): Promise<void> {
  await until(
    async () => (await instance.cache.answer(thingRegion, [id, tags], row.load)).status.tier === 'l1',
  );
}

it('a loader paused across a write stores nothing that is served', async () => {
  for (let round = 1; round <= 10; round++) {
    const paused = pausedLoad();
    const store = one.store.hold('store', 'after');
    const early = readThing(one, paused, round);
    await paused.gate.reached;
    await row.write(two);
    paused.gate.open();
    expect(await early).toBe(round);
    await store.reached;
    store.open();
    // The next read begins after the reply to the STORE is handled, and within a lease of its sending.
    await setImmediate();
    expect(await Promise.all([readThing(one, row, round), readThing(two, row, round)])).toEqual([
      round + 1,
      round + 1,
    ]);
  }
});

it('a value is not stamped after its load', async () => {
  const claim = one.store.hold('claim', 'before');
  const early = readThing(one, row);
  await claim.reached;
  await row.write(two);
  claim.open();
  await early;
  await until(() => one.store.calls.store === 1);
  expect(await readEverywhere()).toEqual([2, 2]);
});

it('tokens do not repeat after the store was emptied', async () => {
  const paused = pausedLoad();
  const early = readThing(one, paused);
  await paused.gate.reached;
  await redis.client().flushall();
  await row.write(two);
  expect(await readThing(two, row)).toBe(2);
  paused.gate.open();
  await early;
  await until(() => one.store.calls.store === 1);
  expect(await readEverywhere()).toEqual([2, 2]);
});

it('an evicted token does not match any entry', async () => {
  await readThing(one, row);
  await until(() => one.store.calls.store === 1);
  await redis.client().unlink(TAG_KEY);
  row.value = 2;
  expect(await redis.client().exists(ENTRY)).toBe(1);
  expect(await readThing(two, row)).toBe(2);
});

it('1,000 SETs that timed out are executed after the thaw, and none of their values is served', async () => {
  const keys = Array.from({ length: 1000 }, (_, id) => id);
  const raw = redis.client();
  const names = keys.map((id) => `bb:{loc:1}:thing:${id}`);
  // Again where the machine was too busy for the cache.
  await until(async () => {
    for (const id of keys) await readThing(one, row, id);
    return (await raw.exists(...names)) === keys.length;
  }, 30_000);
  const old = await raw.mgetBuffer(names);
  expect(old.every((payload) => payload !== null)).toBe(true);
  const setAll = async () => Promise.all(names.map(async (name, id) => raw.set(name, old[id] ?? '')));
  redis.freeze();
  const late = setAll();
  row.value = 2;
  const refused = await two.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
  expect(refused.accepted).toBe(false);
  redis.thaw();
  await until(() => one.cache.available && two.cache.available);
  await row.write(two);
  await Promise.all([late, setAll()]);
  const seen = await Promise.all(keys.flatMap((id) => [readThing(one, row, id), readThing(two, row, id)]));
  expect(seen.filter((value) => value !== 3)).toEqual([]);
});

it('a CLAIM that is sent twice does not revive a token', async () => {
  const client = one.get(RedisLink).clients[0];
  if (client === undefined) throw new Error('There is no Redis connection');
  const claim = client.cacheClaimBuffer.bind(client);
  let again: () => Promise<unknown> = async () => undefined;
  client.cacheClaimBuffer = async (...args) => {
    again = async () => claim(...args);
    return claim(...args);
  };
  await readThing(one, row);
  await until(() => one.store.calls.store === 1);
  await row.write(two);
  await again();
  expect(await readEverywhere()).toEqual([2, 2]);
});

it('a reader does not join a load from before a write', async () => {
  const paused = pausedLoad();
  const early = readThing(one, paused);
  await paused.gate.reached;
  await row.write(two);
  const late = readThing(one, row);
  expect(await Promise.race([late, sleep(5_000, 'waits for the paused load', { ref: false })])).toBe(2);
  paused.gate.open();
  await early;
  await until(() => one.store.calls.store === 2);
  expect(await readEverywhere()).toEqual([2, 2]);
});

it('a derived value is not made from a value that L1 serves under its lease', async () => {
  await readThing(one, row);
  await keptInL1(one);
  // Committed and forgotten, but not acknowledged: the first instance may serve the old value for the rest of its lease.
  row.value = 2;
  const { repliedAt } = await two.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
  const derived = { load: async () => 10 * (await readThing(one, row)) };
  await readThing(one, derived, 2);
  await two.cache.awaitLease(repliedAt);
  expect(await readThing(one, derived, 2)).toBe(20);
  expect(await readThing(two, derived, 2)).toBe(20);
});

it('a shared revalidation whose reply is late serves no reader that began after the write', async () => {
  await readThing(one, row);
  await keptInL1(one);
  const begun = performance.now();
  await one.cache.awaitLease(begun);
  const revalidation = one.store.hold('read', 'after');
  const early = readThing(one, row);
  await revalidation.reached;
  await row.write(two);
  const late = readThing(one, row);
  await until(() => row.loads >= 2 || one.store.calls.read > 100);
  revalidation.open();
  expect(await early).toBe(1);
  expect(await late).toBe(2);
});

describe('of two processes without Redis', () => {
  it('the one that does not hold the lock caches nothing, and its forgets are not accepted', async () => {
    const holder = await openCache();
    const other = await openCache({}, { lock: false });
    expect([holder.cache.mode, other.cache.mode]).toEqual(['memory', 'off']);
    await readThing(other, row);
    row.value = 2;
    expect(await readThing(other, row)).toBe(2);
    expect((await other.cache.forget([{ shard: 'loc:1', tag: 'a' }])).accepted).toBe(false);
    await Promise.all([holder.close(), other.close()]);
  });
});
