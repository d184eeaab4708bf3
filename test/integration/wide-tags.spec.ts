import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { dependOnlyOn } from '../../src/cache/read/load-scope.js';
import { defineRegion } from '../../src/cache/entry/region.js';
import { slotOf } from '../../src/cache/redis/redis.slot.js';
import { DAY_MS, MINUTE_MS } from '../../src/time/durations.js';
import { openCache, Row, type TestCache } from '../support/cache.js';
import { Gate } from '../support/gate.js';
import { TestCluster } from '../support/redis-cluster.js';
import { commandCalls } from '../support/redis.commands.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

/** A tag that entries of all shards depend on. */
const WIDE = { shard: 'chain', tag: 'everybody' };
const TOKEN = 'bb:{chain}:tag:everybody';
const wideRegion = defineRegion<[shard: string, tags?: readonly string[]]>({
  name: 'wide thing',
  pattern: 'wide:{id}',
  version: 1,
  ttl: 300,
  shard: (shard) => shard,
  key: () => 'wide:1',
  tags: (_, tags = ['a']) => [...tags],
  wide: () => [WIDE],
});
const SHARDS = Array.from({ length: 30 }, (_, id) => `loc:${id}`);
/** On another node of the cluster than the tag. */
const SHARD = 'loc:1';

let cluster: TestCluster;
let redis: RedisServer;
let keeper: RedisServer;
let row: Row;
let one: TestCache;
let two: TestCache;

beforeAll(async () => {
  [cluster, redis] = await Promise.all([TestCluster.start(), startRedis()]);
  keeper = cluster.firstOwner(slotOf(WIDE.shard));
});
afterAll(async () => Promise.all([cluster.stop(), redis.stop()]));

const read = async (from: TestCache, shard = SHARD) => from.cache.getOrLoad(wideRegion, [shard], row.load);
const tierOf = async (from: TestCache, shard = SHARD) =>
  (await from.cache.answer(wideRegion, [shard], row.load)).status.tier;
/** Reads until the answers come from the cache. */
const fill = async (from: TestCache, shard = SHARD) =>
  until(async () => (await tierOf(from, shard)) !== 'load');

async function epochOf(node: RedisServer): Promise<string | undefined> {
  return /cluster_my_epoch:(\d+)/.exec(await node.client().cluster('INFO'))?.[1];
}

async function writes(writer: TestCache): Promise<void> {
  row.value++;
  const { accepted, repliedAt } = await writer.cache.forget([WIDE]);
  expect(accepted).toBe(true);
  await writer.cache.awaitLease(repliedAt);
}

describe.each(['one primary', 'a cluster'] as const)('a tag of another shard, in %s,', (kind) => {
  const isCluster = kind === 'a cluster';
  const servers = () => (isCluster ? cluster.nodes : [redis]);

  beforeEach(async () => {
    row = new Row();
    const env: Record<string, string> = isCluster
      ? { REDIS_CLUSTER_NODES: cluster.addresses }
      : { REDIS_URL: redis.url };
    [one, two] = [await openCache(env), await openCache(env)];
    for (const server of servers()) await server.client().flushall();
  });
  afterEach(async () => {
    await one.close();
    await two.close();
  });

  async function callsOf(command: string): Promise<number> {
    const calls = servers().map(async (server) => commandCalls(server, command));
    return (await Promise.all(calls)).reduce((sum, each) => sum + each, 0);
  }

  it('is forgotten by one command for all shards, and seen by every instance', async () => {
    for (const from of [one, two]) for (const shard of SHARDS) await fill(from, shard);
    const before = await callsOf('unlink');
    await writes(one);
    expect((await callsOf('unlink')) - before).toBe(1);
    for (const from of [one, two])
      expect(await Promise.all(SHARDS.map((shard) => read(from, shard)))).toEqual(SHARDS.map(() => 2));
  });

  it('counts for each of many keys that are read at once (rule 32)', async () => {
    const keys = SHARDS.slice(0, 5).map((shard): [string] => [shard]);
    const many = async (from: TestCache) => from.cache.readMany(wideRegion, keys, async () => row.load);
    const values = async (from: TestCache) => (await many(from)).map(({ entry }) => entry.value);
    await until(async () => (await many(two)).every(({ status }) => status.result === 'hit'));
    for (let round = 0; round < 3; round++) {
      await writes(one);
      expect(await values(two)).toEqual(keys.map(() => row.value));
      expect(await Promise.all(keys.map(async ([shard]) => read(two, shard)))).toEqual(
        keys.map(() => row.value),
      );
      await until(async () => (await many(two)).every(({ status }) => status.result === 'hit'));
    }
  });

  it('is seen at once by the instance that forgot it', async () => {
    for (let round = 0; round < 20; round++) {
      await fill(one);
      row.value++;
      await one.cache.forget([WIDE]);
      expect(await read(one)).toBe(row.value);
    }
  });

  it('counts, whatever other tags a load names', async () => {
    const load = async () => {
      dependOnlyOn(['a']);
      return row.value;
    };
    const answer = async (from: TestCache) => from.cache.answer(wideRegion, [SHARD, ['a', 'b']], load);
    await until(async () => (await answer(two)).status.tier !== 'load');
    await one.cache.forget([{ shard: SHARD, tag: 'b' }]);
    expect((await answer(two)).status.result).toBe('hit');
    await writes(one);
    expect((await answer(two)).entry.value).toBe(2);
  });

  it('gives no hit once its token was evicted', async () => {
    await fill(one);
    await (isCluster ? keeper : redis).client().unlink(TOKEN);
    row.value = 2;
    await until(async () => (await read(one)) === 2);
    expect(await read(two)).toBe(2);
  });

  it('has no lease from a STORE: what was loaded before its FORGET is not served after it', async () => {
    const gate = new Gate();
    const loading = one.cache.getOrLoad(wideRegion, [SHARD], async () => {
      const { value } = row;
      await gate.pass();
      return value;
    });
    await gate.reached;
    await writes(two);
    const stored = one.store.hold('store', 'after');
    gate.open();
    expect(await loading).toBe(1);
    await stored.reached;
    stored.open();
    await setImmediate();
    expect(await read(one)).toBe(2);
    expect(await read(two)).toBe(2);
  });

  it('does not hold a load up that another one began before its FORGET', async () => {
    const gate = new Gate();
    const loading = one.cache.getOrLoad(wideRegion, [SHARD], async () => {
      await gate.pass();
      return 1;
    });
    await gate.reached;
    await writes(two);
    const began = performance.now();
    expect(await read(two)).toBe(2);
    expect(performance.now() - began).toBeLessThan(4000);
    gate.open();
    await loading;
  });

  it('serves nothing stale to readers of all shards while it is written', async () => {
    const ends = new AbortController();
    const [moves, elsewhere] = [isCluster, cluster.nodes.find((node) => node !== keeper) ?? keeper];
    let acknowledged = 1;
    let [stale, hits] = [0, 0];
    const reader = async (from: TestCache) => {
      for (let turn = 0; !ends.signal.aborted; turn++) {
        const atLeast = acknowledged;
        const { entry, status } = await from.cache.answer(wideRegion, [SHARDS[turn % 5] ?? SHARD], row.load);
        if (entry.value < atLeast) stale++;
        if (status.result === 'hit') hits++;
        // Hits alone would never yield to the event loop.
        await setImmediate();
      }
    };
    const writer = async () => {
      while (!ends.signal.aborted) {
        const value = ++row.value;
        const { accepted, repliedAt } = await two.cache.forget([WIDE]);
        await two.cache.awaitLease(repliedAt);
        if (accepted) acknowledged = value;
        await sleep(20);
      }
    };
    const goesOn = async () => {
      const [written, hit] = [acknowledged, hits];
      await until(() => acknowledged > written + 3 && hits > hit + 50);
    };
    const busy = [reader(one), reader(one), reader(two), writer()];
    await goesOn();
    if (moves) {
      await cluster.move(slotOf(WIDE.shard), keeper, elsewhere);
      await goesOn();
      await cluster.move(slotOf(WIDE.shard), elsewhere, keeper);
      await goesOn();
    }
    ends.abort();
    await Promise.all(busy);
    expect(stale).toBe(0);
  });
});

it('lives on for as long as it is read in a cluster, where no STORE renews it', async () => {
  const from = await openCache({ REDIS_CLUSTER_NODES: cluster.addresses });
  row = new Row();
  await fill(from);
  const client = keeper.client();
  expect(await client.pttl(TOKEN)).toBeGreaterThan(2 * DAY_MS);
  await client.pexpire(TOKEN, MINUTE_MS);
  await from.close();
  const next = await openCache({ REDIS_CLUSTER_NODES: cluster.addresses });
  await read(next);
  await until(async () => (await client.pttl(TOKEN)) > 2 * DAY_MS);
  await next.close();
});

it('entries of all nodes are void once the node of their tag alone has lost a FORGET', async () => {
  row = new Row();
  const env = { REDIS_CLUSTER_NODES: cluster.addresses };
  [one, two] = [await openCache(env), await openCache(env)];
  for (const node of cluster.nodes) await node.client().flushall();
  await fill(one);
  const client = keeper.client();
  const dump = (await client.dumpBuffer(TOKEN)) ?? '';
  await writes(two);
  // As on a replica that the FORGET had not reached and was promoted: the token is there again, under another epoch. Nothing has
  // happened on the node of the entry.
  await client.restore(TOKEN, 0, dump, 'REPLACE');
  const epoch = await epochOf(keeper);
  await until(async () => {
    // A node that has the highest epoch it knows of keeps it.
    for (const node of [cluster.node(1), keeper]) await node.client().call('CLUSTER', 'BUMPEPOCH');
    return (await epochOf(keeper)) !== epoch;
  });
  await until(async () => {
    const { entry, status } = await one.cache.answer(wideRegion, [SHARD], row.load);
    expect(entry.value).toBe(2);
    return status.tier !== 'load';
  });
  await one.close();
  await two.close();
});
