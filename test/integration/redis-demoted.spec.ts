import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { RedisLink } from '../../src/cache/redis/redis.link.js';
import { PollLoop } from '../../src/time/poll-loop.js';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { Gate } from '../support/gate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

/** Rule 22: a primary that becomes a replica, or another primary, under connections that stay open. */

const TAG = { shard: 'loc:1', tag: 'a' };
const ENTRY = 'bb:{loc:1}:thing:1';
const TOKEN = 'bb:{loc:1}:tag:a';
/** A replica is served at once, not after five seconds in which others might connect as well. */
const SETTINGS = ['--repl-diskless-sync-delay', '0'];

let redis: RedisServer;
let other: RedisServer;
let one: TestCache;
let row: Row;

beforeEach(async () => {
  // The epoch is not polled: each command must notice by itself.
  jest.spyOn(PollLoop.prototype, 'start').mockImplementation(() => undefined);
  row = new Row();
  [redis, other] = await Promise.all([startRedis(SETTINGS), startRedis(SETTINGS)]);
  one = await openCache({ REDIS_URL: redis.url });
  await readThing(one, row);
  await until(async () => (await redis.client().exists(ENTRY)) === 1);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await one.close();
  await Promise.all([redis.stop(), other.stop()]);
});

async function follow(follower: RedisServer, port: number): Promise<void> {
  const client = follower.client();
  await client.replicaof('127.0.0.1', port);
  await until(async () => (await client.info('replication')).includes('master_link_status:up'));
}

/** The other server becomes a primary that has the entry and its token; the FORGET of a write that follows is not there. */
async function lag(): Promise<void> {
  await follow(other, redis.port);
  await other.client().replicaof('NO', 'ONE');
  await row.write(one);
}

/** The server behind the connection gets the lagging data: the old entry and its token are there again. */
async function demote(): Promise<void> {
  await follow(redis, other.port);
  expect(await redis.client().exists(ENTRY, TOKEN)).toBe(2);
}

async function promoteAgain(): Promise<void> {
  await redis.client().replicaof('NO', 'ONE');
}

describe('a primary that follows a lagging one', () => {
  it('answers no read from the moment of its demotion', async () => {
    await lag();
    const answers: number[] = [];
    const ended = new AbortController();
    const reading = (async () => {
      while (!ended.signal.aborted) {
        answers.push(await readThing(one, row));
        // Hits alone would never yield to the event loop.
        await setImmediate();
      }
    })();
    await demote();
    ended.abort();
    await reading;
    answers.push(await readThing(one, row));
    expect([...new Set(answers)]).toEqual([2]);
  });

  it('answers no read once it is a primary again, though no command saw it as a replica', async () => {
    await lag();
    await demote();
    await promoteAgain();
    expect(await readThing(one, row)).toBe(2);
  });

  it('takes no STORE of a load that began before, and gives no lease for it', async () => {
    await follow(other, redis.port);
    await redis.client().unlink(ENTRY);
    await one.close();
    one = await openCache({ REDIS_URL: redis.url });
    const load = new Gate();
    const loading = readThing(one, {
      load: async () => {
        const { value } = row;
        await load.pass();
        return value;
      },
    });
    await load.reached;
    await until(async () => (await other.client().exists('bb:{loc:1}:lease:thing:1')) === 1);
    await other.client().replicaof('NO', 'ONE');
    await row.write(one);
    await follow(redis, other.port);
    await promoteAgain();
    load.open();
    await loading;
    expect(one.store.calls.store).toBe(1);
    // The reply to STORE comes before the reply to this.
    await one.get(RedisLink).clientFor('loc:1').ping();
    expect(await readThing(one, row)).toBe(2);
    expect(await redis.client().exists(ENTRY)).toBe(0);
  });

  it('accepts no FORGET, even if it is configured to take writes as a replica', async () => {
    await lag();
    await redis.client().config('SET', 'replica-read-only', 'no');
    await demote();
    row.value++;
    expect((await one.cache.forget([TAG])).accepted).toBe(false);
  });
});

it('a primary that follows one without any lag answers no read either', async () => {
  await follow(other, redis.port);
  const link = await TcpProxy.to(other.port);
  const two = await openCache({ REDIS_URL: other.url }, { waits: false });
  await other.client().replicaof('NO', 'ONE');
  await follow(redis, link.port);
  link.freeze();
  await until(() => two.cache.available);
  await row.write(two);
  expect(await redis.client().exists(ENTRY, TOKEN)).toBe(2);
  expect(await readThing(one, row)).toBe(2);
  await Promise.all([two.close(), link.close()]);
});

it('a server that denies the command for the role is used, and recognised as a replica', async () => {
  await one.close();
  await redis.client().acl('SETUSER', 'default', '-wait');
  one = await openCache({ REDIS_URL: redis.url, CACHE_L1_MAX_BYTES: '0' });
  const tiers = async () => {
    const answers: string[] = [];
    for (let times = 0; times < 3; times++)
      answers.push((await one.cache.answer(thingRegion, [1, ['a']], row.load)).status.tier);
    return answers;
  };
  expect(await tiers()).toEqual(['redis', 'redis', 'redis']);
  await redis.client().replicaof('127.0.0.1', 1);
  expect(await tiers()).toEqual(['load', 'load', 'load']);
});
