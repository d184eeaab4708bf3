import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { slotOf } from '../../src/cache/redis/redis.slot.js';
import { defineRegion } from '../../src/cache/entry/region.js';
import { RedisLink } from '../../src/cache/redis/redis.link.js';
import { openCache, Row, type TestCache } from '../support/cache.js';
import { TestCluster } from '../support/redis-cluster.js';
import type { RedisServer } from '../support/redis.js';
import { until } from '../support/until.js';

/** One key in each shard. */
const shardRegion = defineRegion<[shard: string]>({
  name: 'thing',
  pattern: 'thing:{id}',
  version: 1,
  ttl: 300,
  shard: (shard) => shard,
  key: () => 'thing:1',
  tags: () => ['a'],
});
const SHARDS = Array.from({ length: 30 }, (_, id) => `loc:${id}`);
const SHARD = 'loc:1';
const SLOT = slotOf(SHARD);
const ENTRY = `bb:{${SHARD}}:thing:1`;
const TOKEN = `bb:{${SHARD}}:tag:a`;

let cluster: TestCluster;
let home: RedisServer;
let one: TestCache;
let row: Row;
let epochs: number;

beforeAll(async () => {
  cluster = await TestCluster.start();
  home = cluster.firstOwner(SLOT);
});
afterAll(async () => cluster.stop());
beforeEach(async () => {
  row = new Row();
  epochs = 0;
  one = await openCache({ REDIS_CLUSTER_NODES: cluster.addresses, REDIS_POOL_SIZE: '2' });
  one.cache.onNewEpoch(async () => void epochs++);
});
afterEach(async () => {
  await until(() => forgets(SHARDS));
  await one.close();
});

async function read(shard = SHARD): Promise<number> {
  return one.cache.getOrLoad(shardRegion, [shard], row.load);
}

async function tierOf(shard = SHARD): Promise<string> {
  return (await one.cache.answer(shardRegion, [shard], row.load)).status.tier;
}

/** Reads until the answers come from the cache. */
async function fill(shard = SHARD): Promise<void> {
  await until(async () => (await tierOf(shard)) !== 'load');
}

/** Forgets the tag in these shards and waits the lease; resolves to whether that was accepted. */
async function forgets(shards: readonly string[]): Promise<boolean> {
  const { accepted, repliedAt } = await one.cache.forget(shards.map((shard) => ({ shard, tag: 'a' })));
  await one.cache.awaitLease(repliedAt);
  return accepted;
}

it('keeps each shard on the node that has its slot, and forgets on all of them', async () => {
  for (const shard of SHARDS) await fill(shard);
  const sizes = await Promise.all(cluster.nodes.map(async (node) => node.client().dbsize()));
  expect(sizes.every((size) => size > 0)).toBe(true);
  row.value = 2;
  expect(await forgets(SHARDS)).toBe(true);
  expect(await Promise.all(SHARDS.map(read))).toEqual(SHARDS.map(() => 2));
});

/** Another master than the one that had the slot at the start. */
function elsewhere(): RedisServer {
  return cluster.node(cluster.nodes.indexOf(home) === 0 ? 1 : 0);
}

it('serves nothing stale while a slot goes away and comes back, and hits in both places', async () => {
  const away = elsewhere();
  const moves = new AbortController();
  let acknowledged = 1;
  let stale = 0;
  const reader = async () => {
    while (!moves.signal.aborted) {
      const atLeast = acknowledged;
      if ((await read()) < atLeast) stale++;
      // Hits alone would never yield to the event loop.
      await setImmediate();
    }
  };
  const writer = async () => {
    while (!moves.signal.aborted) {
      const value = ++row.value;
      // What is not accepted is forgotten again, as the relay does, and acknowledged no earlier.
      if (!(await forgets([SHARD]))) continue;
      acknowledged = value;
    }
  };
  const busy = [reader(), reader(), writer()];
  for (let [from, to, times] = [home, away, 0]; times < 4; [from, to] = [to, from], times++) {
    await cluster.move(SLOT, from, to);
    const before = acknowledged;
    await until(async () => acknowledged > before && (await to.client().exists(ENTRY)) === 1);
  }
  moves.abort();
  await Promise.all(busy);
  expect(stale).toBe(0);
  await fill();
});

it('takes what a slot left behind when it went for the past, once it has come back', async () => {
  const away = elsewhere();
  await fill();
  const dumps = await Promise.all([ENTRY, TOKEN].map(async (key) => home.client().dumpBuffer(key)));
  await cluster.move(SLOT, home, away);
  row.value = 2;
  await until(() => forgets([SHARD]));
  // As after a MIGRATE that timed out: the keys were copied, and the copies come back with the slot.
  await away.client().restore(ENTRY, 0, dumps[0] ?? '', 'REPLACE');
  await away.client().restore(TOKEN, 0, dumps[1] ?? '', 'REPLACE');
  await cluster.move(SLOT, away, home);
  expect(await home.client().exists(ENTRY, TOKEN)).toBe(2);
  await until(async () => (await tierOf()) !== 'load');
  expect(await read()).toBe(2);
});

it('takes it for the past in the first read, too, of an instance that sent nothing meanwhile', async () => {
  const away = elsewhere();
  const two = await openCache({ REDIS_CLUSTER_NODES: cluster.addresses });
  await fill();
  const dumps = await Promise.all([ENTRY, TOKEN].map(async (key) => home.client().dumpBuffer(key)));
  await cluster.move(SLOT, home, away);
  row.value = 2;
  await until(async () => (await two.cache.forget([{ shard: SHARD, tag: 'a' }])).accepted);
  await away.client().restore(ENTRY, 0, dumps[0] ?? '', 'REPLACE');
  await away.client().restore(TOKEN, 0, dumps[1] ?? '', 'REPLACE');
  await cluster.move(SLOT, away, home);
  expect(await home.client().exists(ENTRY, TOKEN)).toBe(2);
  expect(await read()).toBe(2);
  await two.close();
});

it('takes no CLAIM and no STORE under a config epoch that has ended', async () => {
  const client = one.get(RedisLink).clientFor(SHARD);
  const history = /master_replid:(\w+)/.exec(await home.client().info('replication'))?.[1];
  const keys = [ENTRY, `bb:{${SHARD}}:lease:thing:1`, `bb:{${SHARD}}:tag:entry=thing:1`, TOKEN];
  const claim = async (epoch: string) =>
    client.cacheClaimBuffer(4, ...keys, epoch, 'g.1', 'one', 60_000, 5000);
  await expect(claim(`${history}.0`)).rejects.toThrow('EPOCH');
  const request = ['x', 60_000, 60_000, '', '', 60_000, 'token', 'one'];
  await expect(client.cacheStore(4, ...keys, `${history}.0`, ...request)).rejects.toThrow('EPOCH');
  const now = /cluster_my_epoch:(\d+)/.exec(await home.client().cluster('INFO'))?.[1];
  expect(await claim(`${history}.${now}`)).toHaveLength(4);
});

it('answers no read from a node that a lagging replica replaced, nor once it is a master again', async () => {
  const replica = await cluster.replicaOf(home);
  const [old, next] = [home.client(), replica.client()];
  await Promise.all([old.readonly(), next.readonly()]);
  await fill();
  // A node whose role has just changed may say for a moment that the cluster is down.
  await until(async () => (await next.exists(ENTRY, TOKEN).catch(() => 0)) === 2);
  // A password that the master does not know keeps the replica from following any further.
  await next.config('SET', 'masterauth', 'unknown');
  await old.client('KILL', 'TYPE', 'REPLICA');
  await until(async () => (await next.info('replication')).includes('master_link_status:down'));
  row.value = 2;
  expect(await forgets([SHARD])).toBe(true);
  await next.call('CLUSTER', 'FAILOVER', 'FORCE');
  await until(async () => (await old.info('replication')).includes('master_link_status:up'));
  await until(async () => (await old.exists(ENTRY, TOKEN).catch(() => 0)) === 2);
  await next.config('SET', 'masterauth', '');
  await old.call('CLUSTER', 'FAILOVER', 'TAKEOVER');
  await until(async () => (await old.info('replication')).includes('role:master'));
  expect(await read()).toBe(2);
  await until(async () => (await next.info('replication')).includes('master_link_status:up'));
});

it('bypasses the cache while a node without a replica is away', async () => {
  await fill();
  await cluster.node(2).kill();
  await until(() => !one.cache.available);
  row.value = 2;
  expect(await Promise.all(SHARDS.map(read))).toEqual(SHARDS.map(() => 2));
  await cluster.node(2).restart();
  await until(() => one.cache.available);
  expect(epochs).toBe(1);
  await until(() => forgets(SHARDS));
  await fill();
  expect(await read()).toBe(2);
});

it('goes on with the replica that is promoted', async () => {
  await fill();
  await home.kill();
  expect(await read()).toBe(1);
  // Until the loss is noticed, what this instance has may be served for a lease.
  await until(() => !one.cache.available);
  row.value = 2;
  await until(() => one.cache.available);
  await fill();
  expect(await read()).toBe(2);
});
