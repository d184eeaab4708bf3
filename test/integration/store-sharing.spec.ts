import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainEventPublisher } from '../../src/events/domain-event.publisher.js';
import { StoreProof } from '../../src/events/store-proof.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { FleetMember, staleReads } from '../support/fleet.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { ASKS_FOR_SLOTS, slotTable, TestCluster } from '../support/redis-cluster.js';
import { startSentinels, WATCHED } from '../support/sentinel.js';
import { insertShop } from '../support/shop.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const WRITES = 20;

/** Closed in reverse order after each test. */
const ends: (() => Promise<unknown>)[] = [];

let shop: TestDatabase;

beforeEach(async () => {
  shop = await createTestDatabase();
  await insertShop(shop);
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const end of ends.splice(0).toReversed()) await end();
  await shop.drop();
});

async function redisServer(): Promise<RedisServer> {
  const redis = await startRedis();
  ends.push(redis.stop);
  return redis;
}

async function open(url: string, env: Record<string, string> = {}): Promise<FleetMember> {
  return openWith({ REDIS_URL: url, ...env });
}

async function openWith(env: Record<string, string>): Promise<FleetMember> {
  const member = await FleetMember.open(shop, env);
  ends.push(() => member.app.close());
  return member;
}

async function proxyTo(port: number): Promise<TcpProxy> {
  const proxy = await TcpProxy.to(port);
  ends.push(() => proxy.close());
  return proxy;
}

/** Waits until each member answers from the cache. */
async function caching(...members: FleetMember[]): Promise<void> {
  for (const member of members) await until(() => member.isHit());
}

/** No read of either is stale, and only the first uses the cache. */
async function expectApart(verified: FleetMember, unverified: FleetMember, writes = WRITES): Promise<void> {
  expect(await staleReads([verified, unverified], writes)).toBe(0);
  await caching(verified);
  expect(unverified.app.cache.available).toBe(false);
  expect(verified.app.cache.denial).toBeUndefined();
}

describe('instances that do not share a store', () => {
  it.each<[string, (redis: RedisServer) => Promise<[string, Record<string, string>]>]>([
    ['another REDIS_URL', async () => [(await redisServer()).url, {}]],
    ['another CACHE_NAMESPACE', async ({ url }) => [url, { CACHE_NAMESPACE: 'other' }]],
    ['another database number', async ({ url }) => [`${url}/5`, {}]],
    [
      'a copy of the snapshot in another Redis',
      async (redis) => {
        const other = await redisServer();
        await redis.client().save();
        await other.kill();
        await copyFile(join(redis.directory, 'dump.rdb'), join(other.directory, 'dump.rdb'));
        await other.restart();
        return [other.url, {}];
      },
    ],
    [
      'a replica that was promoted to another Redis',
      async ({ port }) => {
        const other = await redisServer();
        await other.client().replicaof('127.0.0.1', port);
        await until(async () => (await other.client().info('replication')).includes('master_link_status:up'));
        await other.client().replicaof('NO', 'ONE');
        return [other.url, {}];
      },
    ],
  ])('%s: no read is stale, one of them caches, and the other one after it', async (_, other) => {
    const redis = await redisServer();
    const first = await open(redis.url);
    await caching(first);
    const second = await open(...(await other(redis)));
    await expectApart(first, second);
    expect(second.app.cache.denial).toBe('unproven-store');
    await first.app.close();
    await caching(second);
  });

  it('that share it all use it', async () => {
    const { url } = await redisServer();
    const members = [await open(url), await open(url, { REDIS_POOL_SIZE: '3' }), await open(url)];
    await caching(...members);
    expect(await staleReads(members, WRITES)).toBe(0);
  });

  it('a write through the one that does not cache is acknowledged once an instance that caches has published it', async () => {
    const first = await open((await redisServer()).url);
    await caching(first);
    const second = await open((await redisServer()).url);
    const publisher = first.app.get(DomainEventPublisher);
    const publish = publisher.publish.bind(publisher);
    jest.spyOn(publisher, 'publish').mockImplementation(async (events) => {
      // Longer than a write may wait for Redis.
      await sleep(600);
      return publish(events);
    });
    await second.write('published late');
    const rows = await shop.query('SELECT done_at IS NOT NULL AS done FROM outbox ORDER BY id DESC LIMIT 1');
    expect(rows).toEqual([{ done: true }]);
    expect(await first.read()).toBe('published late');
  });

  it('one whose Redis is gone does not keep the other from caching', async () => {
    const redis = await redisServer();
    const first = await open(redis.url);
    await caching(first);
    await redis.kill();
    const second = await open((await redisServer()).url);
    await caching(second);
    expect(await staleReads([second, first], WRITES)).toBe(0);
  });

  it('a refused SELECT does not mean database 0', async () => {
    const redis = await redisServer();
    await redis.client().acl('SETUSER', 'shop', 'on', '>sesame', '~*', '&*', '+@all', '-select');
    const member = await open(redis.url.replace('//', '//shop:sesame@') + '/5');
    const second = await open(redis.url);
    await expectApart(second, member);
    expect(await redis.client().dbsize()).toBeGreaterThan(0);
  });

  it('a name that leads new connections elsewhere while old ones live', async () => {
    const [redis, other] = [await redisServer(), await redisServer()];
    const proxies = [await proxyTo(redis.port), await proxyTo(redis.port)] as const;
    const [moved, stays] = await Promise.all(
      proxies.map((proxy) => open(`redis://127.0.0.1:${proxy.port}`, { REDIS_POOL_SIZE: '2' })),
    );
    if (moved === undefined || stays === undefined) throw new Error('No instances');
    await caching(moved, stays);
    for (const proxy of proxies) proxy.retarget(other.port);
    // One of the connections of one instance, then all of them.
    const list = String(await redis.client().client('LIST'));
    const ids = [...list.matchAll(/^id=(\d+) addr=\S+:(\d+) .* name=bookedbarber /gm)];
    const portOf = new Set(proxies[0].upstreamPorts);
    const own = ids.filter(([, , port]) => portOf.has(Number(port)));
    expect(own).toHaveLength(2);
    await redis.client().client('KILL', 'ID', own[0]?.[1] ?? '');
    await until(() => !moved.app.cache.available);
    await expectApart(stays, moved);
    proxies[0].reset();
    await until(
      async () =>
        (await other.client().client('LIST'))?.toString().match(/name=bookedbarber /g)?.length === 2,
    );
    await expectApart(stays, moved);
    proxies[1].reset();
    await caching(moved, stays);
    expect(await staleReads([moved, stays], WRITES)).toBe(0);
  });
});

describe('instances with clusters', () => {
  let cluster: TestCluster;
  let other: TestCluster;

  beforeAll(async () => {
    [cluster, other] = await Promise.all([TestCluster.start(), TestCluster.start()]);
  });
  afterAll(async () => Promise.all([cluster?.stop(), other?.stop()]));

  /** An instance that reaches these servers as the masters of its cluster. */
  async function openOn(masters: readonly RedisServer[]): Promise<FleetMember> {
    const proxies = await Promise.all(masters.map(async ({ port }) => proxyTo(port)));
    const ports = proxies.map(({ port }) => port) as [number, number, number];
    for (const proxy of proxies) proxy.answer(ASKS_FOR_SLOTS, slotTable(ports));
    return openWith({ REDIS_CLUSTER_NODES: ports.map((port) => `127.0.0.1:${port}`).join() });
  }

  it('of their own: no read is stale, one of them caches, and the other one after it', async () => {
    const first = await openWith({ REDIS_CLUSTER_NODES: cluster.addresses });
    await caching(first);
    const second = await openWith({ REDIS_CLUSTER_NODES: other.addresses, REDIS_POOL_SIZE: '2' });
    await expectApart(first, second);
    expect(second.app.cache.denial).toBe('unproven-store');
    await first.app.close();
    await caching(second);
  });

  it('that differ in one master: no read is stale, and the second one caches nothing', async () => {
    const first = await openWith({ REDIS_CLUSTER_NODES: cluster.addresses });
    await caching(first);
    // The way there makes no difference.
    const same = await openOn(cluster.nodes);
    await caching(same);
    for (const index of cluster.nodes.keys()) {
      const second = await openOn(cluster.nodes.with(index, other.node(index)));
      await expectApart(first, second, 4);
      expect(second.app.cache.denial).toBe('unproven-store');
    }
    await caching(same);
  });
});

it('instances with Sentinels of their own: no read is stale, one of them caches, and the other one after it', async () => {
  const sets = await Promise.all(
    [1, 2].map(async (): Promise<Record<string, string>> => {
      const [sentinel] = await startSentinels(await redisServer(), { count: 1, replicas: 0 });
      if (sentinel === undefined) throw new Error('No Sentinel');
      ends.push(sentinel.stop);
      return { REDIS_SENTINELS: `127.0.0.1:${sentinel.port}`, REDIS_SENTINEL_NAME: WATCHED };
    }),
  );
  const [own = {}, foreign = {}] = sets;
  const first = await openWith({ ...own, REDIS_POOL_SIZE: '2' });
  const same = await openWith(own);
  await caching(first, same);
  const second = await openWith(foreign);
  await expectApart(first, second);
  expect(second.app.cache.denial).toBe('unproven-store');
  await Promise.all([first.app.close(), same.app.close()]);
  await caching(second);
});

describe('a store that is shared', () => {
  it('is used by a newcomer although it is flushed all the time', async () => {
    const redis = await redisServer();
    const first = await open(redis.url);
    await caching(first);
    const flushes = setInterval(() => void redis.client().flushall(), 50);
    try {
      const second = await open(redis.url);
      await until(() => second.app.cache.available);
    } finally {
      clearInterval(flushes);
    }
  });

  it('is used by a newcomer although it is full and evicts nothing', async () => {
    const redis = await redisServer();
    const first = await open(redis.url);
    await caching(first);
    await redis.client().config('SET', 'maxmemory', '1');
    const second = await open(redis.url);
    await until(() => second.app.cache.available);
    expect(await staleReads([first, second], WRITES)).toBe(0);
  });

  it('keeps its generation when all connections of all instances break', async () => {
    const redis = await redisServer();
    const members = [await open(redis.url), await open(redis.url, { REDIS_POOL_SIZE: '2' })];
    await caching(...members);
    const before = await members[0]?.generation();
    await redis.client().client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await until(() => members.some(({ app }) => !app.cache.available));
    await caching(...members);
    expect(await members[0]?.generation()).toBe(before);
  });

  it('is used again after a restart of Redis', async () => {
    const redis = await redisServer();
    const members = [await open(redis.url), await open(redis.url), await open(redis.url)];
    await caching(...members);
    await redis.kill();
    await until(() => members.every(({ app }) => !app.cache.available));
    await members[0]?.write('while Redis is away');
    await redis.restart();
    await caching(...members);
    expect(await staleReads(members, WRITES)).toBe(0);
  });
});

describe('a store that is away', () => {
  it('is given up for another, although the database does not take the announcement', async () => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown) => void rejections.push(reason);
    process.on('unhandledRejection', onRejection);
    ends.push(async () => process.off('unhandledRejection', onRejection));
    const announcement = jest
      .spyOn(StoreProof.prototype, 'announceChange')
      .mockRejectedValue(new Error('The database does not answer'));
    const redis = await redisServer();
    const first = await open(redis.url);
    await caching(first);
    await redis.kill();
    await until(() => !first.app.cache.available);
    await caching(await open((await redisServer()).url));
    expect(announcement).toHaveBeenCalled();
    expect(rejections).toEqual([]);
  });
});

describe('a rolling change of REDIS_URL', () => {
  it('shows nothing stale on the way, and the cache is used at its end', async () => {
    const [before, after] = [await redisServer(), await redisServer()];
    const members = [await open(before.url), await open(before.url), await open(before.url)];
    await caching(...members);
    let stale = 0;
    let round: Promise<number> | undefined;
    const over = new AbortController();
    const traffic = (async () => {
      while (!over.signal.aborted) stale += await (round = staleReads([...members], 1));
    })();
    for (const index of members.keys()) {
      const leaving = members[index];
      members[index] = await open(after.url);
      await round;
      await leaving?.app.close();
    }
    await caching(...members);
    over.abort();
    await traffic;
    expect(stale).toBe(0);
    expect(await after.client().dbsize()).toBeGreaterThan(0);
  });
});
