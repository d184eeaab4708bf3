import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { MINUTE_MS } from '../../src/time/durations.js';
import { COMMAND_TIMEOUT, openCache, readThing, Row, type TestCache } from '../support/cache.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

/** The known failures that need a server to restart, to change its role, or to refuse writes while it answers reads. */

const TAG = { shard: 'loc:1', tag: 'a' };
const ENTRY = 'bb:{loc:1}:thing:1';

let redis: RedisServer;
let one: TestCache;
let row: Row;

beforeEach(async () => {
  row = new Row();
  redis = await startRedis();
});
afterEach(async () => {
  await one.close();
  await redis.stop();
});

/** Loads thing 1 and waits until it is stored. */
async function fill(): Promise<void> {
  await readThing(one, row);
  await until(async () => (await redis.client().exists(ENTRY)) === 1);
}

/** A server that follows `redis` and has all of its keys. */
async function replica(): Promise<RedisServer> {
  const follower = await startRedis();
  await follower.client().replicaof('127.0.0.1', redis.port);
  await until(async () => (await follower.client().exists(ENTRY)) === 1);
  return follower;
}

it('a restart from an old RDB restores entries and tokens, and none of them is served', async () => {
  one = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url });
  await fill();
  await redis.client().save();
  await row.write(one);
  await redis.kill();
  await redis.restart();
  expect(await redis.client().exists(ENTRY)).toBe(1);
  await until(() => one.cache.available);
  expect(await readThing(one, row)).toBe(2);
});

it('a replica that missed a FORGET and was promoted serves nothing from before', async () => {
  const proxy = await TcpProxy.to(redis.port);
  one = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  await fill();
  const follower = await replica();
  await follower.client().replicaof('NO', 'ONE');
  await row.write(one);
  proxy.retarget(follower.port);
  await redis.kill();
  await until(() => !one.cache.available);
  await until(() => one.cache.available);
  expect(await follower.client().exists(ENTRY)).toBe(1);
  expect(await readThing(one, row)).toBe(2);
  await proxy.close();
  await follower.stop();
});

describe('a server that changes its history under a live connection', () => {
  it('is noticed within two seconds, and the listeners for a new epoch are called', async () => {
    one = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url });
    await fill();
    const follower = await replica();
    let epochs = 0;
    one.cache.onNewEpoch(async () => void epochs++);
    await row.write(one);
    // The follower, which has the old entry and its token, becomes the primary of the server that the engine talks to.
    await follower.client().replicaof('NO', 'ONE');
    await redis.client().replicaof('127.0.0.1', follower.port);
    await until(async () => (await redis.client().info('replication')).includes('master_link_status:up'));
    await redis.client().replicaof('NO', 'ONE');
    // The time limit of S2 counts from here, when there is a primary again.
    const changed = performance.now();
    await until(() => epochs === 1);
    await until(() => one.cache.available);
    expect(performance.now() - changed).toBeLessThan(2000);
    expect(await readThing(one, row)).toBe(2);
    await follower.stop();
  });

  it('is noticed although nothing is read', async () => {
    one = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url });
    let epochs = 0;
    one.cache.onNewEpoch(async () => void epochs++);
    // It follows nothing for a moment, so that no command fails; only its history is another one.
    await redis.client().pipeline().replicaof('127.0.0.1', 1).replicaof('NO', 'ONE').exec();
    const changed = performance.now();
    await until(() => epochs === 1);
    expect(performance.now() - changed).toBeLessThan(2000);
  });

  it('mints nothing under the old epoch', async () => {
    one = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url });
    const claim = one.store.hold('claim', 'before');
    const read = readThing(one, row);
    await claim.reached;
    await redis.client().replicaof('127.0.0.1', 1);
    await redis.client().replicaof('NO', 'ONE');
    claim.open();
    expect(await read).toBe(1);
    expect(await redis.client().dbsize()).toBe(0);
  });
});

describe('when UNLINK is refused while MGET is answered', () => {
  const refusals: Record<string, () => Promise<unknown>> = {
    MISCONF: async () => {
      const client = redis.client();
      await rm(redis.directory, { recursive: true });
      await client.config('SET', 'save', '3600 1');
      await client.set('x', 'x');
      await client.bgsave();
      await until(async () => (await client.info('persistence')).includes('rdb_last_bgsave_status:err'));
    },
    READONLY: async () => redis.client().replicaof('127.0.0.1', 1),
    'an ACL rule': async () => redis.client().call('ACL', 'SETUSER', 'default', '-unlink'),
    'CLIENT PAUSE WRITE': async () => redis.client().client('PAUSE', MINUTE_MS, 'WRITE'),
  };

  it.each(Object.keys(refusals))(
    '(%s) the writer gets the failure, and its instance serves nothing cached',
    async (name) => {
      one = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url });
      await fill();
      await refusals[name]?.();
      row.value = 2;
      expect((await one.cache.forget([TAG])).accepted).toBe(false);
      expect(await redis.client().exists(ENTRY)).toBe(1);
      // Its way back finds everything well but UNLINK.
      for (let look = 0; look < 10; look++) {
        expect(await readThing(one, row)).toBe(2);
        await sleep(20);
      }
      await redis.client().client('UNPAUSE');
    },
  );
});
