import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Overloaded } from '../../src/cache/entry/cache.errors.js';
import { Suspensions } from '../../src/cache/store/suspension.js';
import { SECOND_MS } from '../../src/time/durations.js';
import { COMMAND_TIMEOUT, openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { pause } from '../support/pause.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

let redis: RedisServer;
let one: TestCache;
let row: Row;
let suspensions: string[];

beforeEach(async () => {
  row = new Row();
  redis = await startRedis(['--enable-debug-command', 'yes']);
  one = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url });
  suspensions = [];
  const held = one.get(Suspensions);
  const add = held.add.bind(held);
  held.add = (reason, now, why) => {
    suspensions.push(why ?? reason);
    add(reason, now, why);
  };
});
afterEach(async () => {
  await one.close();
  await redis.stop();
});

/** Reads all things at once, and counts how they were answered. */
async function readAll(ids: readonly number[], load = row.load): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const read = async (id: number): Promise<string> => {
    try {
      const { status } = await one.cache.answer(thingRegion, [id, ['a', `t${id}`]], load);
      return [status.result, status.detail].filter(Boolean).join(' ');
    } catch (error) {
      if (error instanceof Overloaded) return 'refused';
      throw error;
    }
  };
  for (const outcome of await Promise.all(ids.map(read))) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

describe('rule 23: while Redis answers', () => {
  it('5,000 cold keys at once are read through the cache', async () => {
    const ids = Array.from({ length: 5000 }, (_, id) => id);
    expect(await readAll(ids)).toEqual({ miss: 5000 });
    // Each has its tag, and all have one in common.
    const admin = redis.client();
    await until(async () => (await admin.dbsize()) === 2 * 5000 + 1, 30_000);
    expect(suspensions).toEqual([]);
  });

  it('10,000 misses of one key at once are one load, which is stored', async () => {
    const ids = Array.from({ length: 10_000 }, () => 1);
    expect(await readAll(ids)).toEqual({ miss: 1, collapsed: 9999 });
    const keys = async () => redis.client().keys('*');
    await until(async () => (await keys()).some((key) => !/:(tag|lease):/.test(key)));
    expect(await readAll([1])).toEqual({ hit: 1 });
    expect(row.loads).toBe(1);
    expect(suspensions).toEqual([]);
  });

  const moments: Record<string, (pauseMs: number) => Promise<void>> = {
    'before the commands are sent': async (ms) => pause(ms),
    'when the commands have been sent': async (ms) => {
      await turn();
      pause(ms);
    },
    'between two commands': async (ms) => {
      await until(() => one.store.calls.claim > 0);
      pause(ms);
    },
  };
  const pauses = Object.keys(moments).map((moment) => [moment, 600] as const);
  it.each([
    ...pauses,
    ['between two commands', 200] as const,
    ['when the commands have been sent', 2.1 * SECOND_MS] as const,
  ])(
    'a pause of this process suspends nothing and sends no read past the cache: %s, %d ms',
    async (moment, ms) => {
      await readAll([1]);
      await until(() => one.store.calls.store === 1);
      await sleep(30);
      one.store.calls.claim = 0;
      const answers = readAll([1, 2]);
      await moments[moment]?.(ms);
      expect(await answers).toEqual({ hit: 1, miss: 1 });
      expect(await readAll([1])).toEqual({ hit: 1 });
      await sleep(20);
      expect(suspensions).toEqual([]);
    },
  );

  it('an invalidation during a long pause is accepted', async () => {
    await readThing(one, row);
    const forgotten = one.cache.forget([{ shard: 'loc:1', tag: 'a' }]);
    await turn();
    pause(2.1 * SECOND_MS);
    expect((await forgotten).accepted).toBe(true);
    expect(suspensions).toEqual([]);
  });
});

it('rule 15: without Redis, as many keys as the database can carry are loaded, however many come at once', async () => {
  await redis.kill();
  await until(() => !one.cache.available);
  expect(await readAll(Array.from({ length: 3000 }, (_, id) => id))).toEqual({ 'bypass suspended': 3000 });
});

it('rule 23: after a long pause a read asks for the epoch again, and serves nothing of another history', async () => {
  await readThing(one, row);
  await until(() => one.store.calls.store === 1);
  const admin = redis.client();
  await admin.ping();
  const changed = admin.call('DEBUG', 'CHANGE-REPL-ID');
  await turn();
  pause(2.1 * SECOND_MS);
  row.value = 2;
  expect(await readThing(one, row)).toBe(2);
  await changed;
  expect(suspensions).toEqual(['redis']);
  await until(() => one.cache.available);
});
