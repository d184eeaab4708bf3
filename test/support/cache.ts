import { ConsoleLogger, Module, type Provider, type Type } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { Cache } from '../../src/cache/cache.js';
import { CacheMetrics } from '../../src/cache/measure/cache.metrics.js';
import { CacheModule } from '../../src/cache/cache.module.js';
import { CacheStore } from '../../src/cache/store/cache.store.js';
import { MemoryStore } from '../../src/cache/store/memory.store.js';
import { RedisLink } from '../../src/cache/redis/redis.link.js';
import { defineRegion } from '../../src/cache/entry/region.js';
import { CacheOwnership } from '../../src/cache/store/cache-ownership.js';
import { cacheOptionsOf } from '../../src/cache-settings.js';
import { Env, parseEnv } from '../../src/config/env.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { GatedStore } from './gated.store.js';
import { closedAtLast } from './leftovers.js';
import { until } from './until.js';

const GENERATION = '5d2cdb53-6dd1-4a4b-8f2e-0d7a3a8ad6a1';

/** The limit of production, for tests of what it does; others must not take a machine that stood still for a Redis that hangs. */
export const COMMAND_TIMEOUT = { REDIS_COMMAND_TIMEOUT_MS: '100' };
const ENGINE_ENVIRONMENT = { CACHE_SAMPLE_RATE: '0', REDIS_COMMAND_TIMEOUT_MS: '2000' };

/** One key, `thing:<id>`, with as many tags as the test asks for. */
export const thingRegion = defineRegion<[id: number, tags: readonly string[]]>({
  name: 'thing',
  pattern: 'thing:{id}',
  version: 1,
  ttl: 300,
  shard: () => 'loc:1',
  key: (id) => `thing:${id}`,
  tags: (_, tags) => [...tags],
});

/** An engine as an application process has one. */
export interface TestCache {
  readonly cache: Cache;
  /** Between the engine and its store. */
  readonly store: GatedStore;
  readonly metrics: CacheMetrics;
  get<Instance>(token: Type<Instance>): Instance;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Not to be set where the test observes what happens before. */
  readonly generation?: string | null;
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Whether this process gets the lock that a cache needs. */
  readonly lock?: boolean;
  /** Whether to wait until reads use the cache. */
  readonly waits?: boolean;
  readonly providers?: Provider[];
  readonly controllers?: Type[];
}

/** Opens the engine with the given environment; without a REDIS_URL, in memory. */
export async function openCache(
  env: Record<string, string> = {},
  {
    generation = GENERATION,
    override = (builder) => builder,
    waits = true,
    lock = true,
    providers = [],
    controllers = [],
  }: OpenOptions = {},
): Promise<TestCache> {
  @Module({
    imports: [
      ConfigModule.forRoot(parseEnv({ ...ENGINE_ENVIRONMENT, ...env })),
      CacheModule.forRootAsync({ inject: [Env], useFactory: cacheOptionsOf }),
    ],
    providers,
    controllers,
  })
  class Root {}
  const builder = Test.createTestingModule({ imports: [Root] })
    .setLogger(new ConsoleLogger({ logLevels: [] }))
    .overrideProvider(CacheStore)
    .useFactory({
      inject: [RedisLink],
      factory: (link: RedisLink | null) => new GatedStore(link?.store ?? new MemoryStore(2 ** 24)),
    });
  const module = await override(builder).compile();
  await module.init();
  const cache = module.get(Cache);
  await module.get(CacheOwnership).request({
    request: async () => (lock ? 'granted' : 'another-store'),
    isUnowned: async () => false,
    isOwned: async () => false,
  });
  if (generation !== null) cache.setGeneration(generation);
  if (waits && generation !== null && cache.mode !== 'off') await until(() => cache.available);
  return {
    cache,
    store: module.get<GatedStore>(CacheStore),
    metrics: module.get(CacheMetrics),
    get: (token) => module.get(token),
    close: closedAtLast(async () => module.close()),
  };
}

/** What the loads read: a row of a database, as far as the cache can tell. */
export class Row {
  value = 1;
  loads = 0;

  readonly load = async (): Promise<number> => {
    this.loads++;
    return this.value;
  };

  /** Changes the row and acknowledges as a unit of work does. */
  async write(writer: TestCache, tags: readonly string[] = ['a']): Promise<void> {
    this.value++;
    const { accepted, repliedAt } = await writer.cache.forget(tags.map((tag) => ({ shard: 'loc:1', tag })));
    if (!accepted) throw new Error('The FORGET was not accepted');
    await writer.cache.awaitLease(repliedAt);
  }
}

/** Reads thing `id` under tag `a` (or `tags`) by loading the row. */
export async function readThing(
  { cache }: TestCache,
  row: Pick<Row, 'load'>,
  id = 1,
  tags: readonly string[] = ['a'],
): Promise<number> {
  return cache.getOrLoad(thingRegion, [id, tags], row.load);
}
