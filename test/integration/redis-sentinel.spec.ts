import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { openCache, readThing, Row, type TestCache } from '../support/cache.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { startSentinels, WATCHED } from '../support/sentinel.js';
import { until } from '../support/until.js';

const TAG = { shard: 'loc:1', tag: 'a' };
const ENTRY = 'bb:{loc:1}:thing:1';

let primary: RedisServer;
let replica: RedisServer;
let sentinels: RedisServer[];
let one: TestCache;
let row: Row;

beforeEach(async () => {
  row = new Row();
  // A replica is served at once, not after five seconds in which others might ask as well.
  primary = await startRedis(['--repl-diskless-sync-delay', '0']);
  replica = await startRedis();
  await replica.client().replicaof('127.0.0.1', primary.port);
  await until(async () => (await replica.client().info('replication')).includes('master_link_status:up'));
  sentinels = await startSentinels(primary, { count: 3, replicas: 1 });
  one = await openCache({
    REDIS_SENTINELS: sentinels.map(({ port }) => `127.0.0.1:${port}`).join(','),
    REDIS_SENTINEL_NAME: WATCHED,
    REDIS_POOL_SIZE: '2',
  });
});
afterEach(async () => {
  await one.close();
  await Promise.all([primary, replica, ...sentinels].map(async (server) => server.stop()));
});

/** Loads thing 1 and waits until the replica has it. */
async function fill(): Promise<void> {
  await readThing(one, row);
  await until(async () => (await replica.client().exists(ENTRY)) === 1);
}

async function failover(): Promise<void> {
  await until(() => !one.cache.available);
  await until(() => one.cache.available, 15_000);
  expect(await replica.client().info('replication')).toContain('role:master');
}

it('reads use the promoted replica, and what was forgotten before stays forgotten', async () => {
  let epochs = 0;
  one.cache.onNewEpoch(async () => void epochs++);
  await fill();
  await row.write(one);
  expect(await readThing(one, row)).toBe(2);
  // The other two suffice, and no client waits for this one.
  sentinels[0]?.freeze();
  await primary.kill();
  expect(await readThing(one, row)).toBe(2);
  await failover();
  expect(epochs).toBe(1);
  expect(await readThing(one, row)).toBe(2);
  await row.write(one);
  expect(await readThing(one, row)).toBe(3);
});

it('a FORGET that the promoted replica never got is not undone by the promotion', async () => {
  await fill();
  // A password that the primary does not know keeps the replica from following any further.
  await replica.client().config('SET', 'masterauth', 'unknown');
  await primary.client().client('KILL', 'TYPE', 'REPLICA');
  await row.write(one);
  await primary.kill();
  await failover();
  expect(await replica.client().exists(ENTRY, `bb:{loc:1}:tag:a`)).toBe(2);
  expect(await readThing(one, row)).toBe(2);
});

it('after an orderly failover, no client stays on the old primary', async () => {
  await fill();
  await sentinels[0]?.client().call('SENTINEL', 'FAILOVER', WATCHED);
  await failover();
  await row.write(one);
  expect(await readThing(one, row)).toBe(2);
  expect((await one.cache.forget([TAG])).accepted).toBe(true);
  expect(await replica.client().exists('bb:{loc:1}:tag:a')).toBe(0);
});

it.each(['that is up to date', 'that lags'])(
  'an orderly failover to a replica %s shows no read the past, whichever server answers it',
  async (which) => {
    await fill();
    if (which === 'that lags') {
      await replica.client().config('SET', 'masterauth', 'unknown');
      await primary.client().client('KILL', 'TYPE', 'REPLICA');
    }
    await row.write(one);
    const answers: number[] = [];
    const ended = new AbortController();
    const reading = (async () => {
      while (!ended.signal.aborted) {
        answers.push(await readThing(one, row));
        // Hits alone would never yield to the event loop.
        await setImmediate();
      }
    })();
    await sentinels[0]?.client().call('SENTINEL', 'FAILOVER', WATCHED);
    await failover();
    // Sentinel itself would make it a replica after some seconds.
    await primary.client().replicaof('127.0.0.1', replica.port);
    await until(async () => (await primary.client().info('replication')).includes('master_link_status:up'));
    ended.abort();
    await reading;
    expect([...new Set(answers)]).toEqual([2]);
  },
);
