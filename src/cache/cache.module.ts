import { Global, Logger, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Env } from '../config/env.js';
import { Cache } from './cache.js';
import { CacheMetrics } from './measure/cache.metrics.js';
import { CacheStatus } from './store/cache-status.js';
import { CacheStore } from './store/cache.store.js';
import { CacheUsage } from './measure/cache.usage.js';
import { CacheableExplorer } from './cacheable.explorer.js';
import { StampClaims } from './read/stamp-claims.js';
import { Revalidation } from './read/revalidation.js';
import { EntryPeek } from './entry.peek.js';
import { InFlightLoads } from './read/in-flight-loads.js';
import { Forgetter } from './forgetter.js';
import { L1 } from './read/l1.js';
import { Loader } from './read/loader.js';
import { MemoryStore } from './store/memory.store.js';
import { ReadCounter } from './read/read.counter.js';
import { Reader } from './read/reader.js';
import { RedisLink } from './redis/redis.link.js';
import { hasRedis } from './redis/redis.options.js';
import { ReturnListeners } from './store/return-listeners.js';
import { ConsistencySampler } from './read/consistency-sampler.js';
import { CacheOwnership } from './store/cache-ownership.js';
import { Suspensions } from './store/suspension.js';

const MEMORY_STORE_MIN_BYTES = 2 ** 20;

/** The cache engine. Global, since `@Cacheable` works on the providers of every module. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    Cache,
    CacheMetrics,
    CacheUsage,
    CacheableExplorer,
    StampClaims,
    Revalidation,
    EntryPeek,
    InFlightLoads,
    Forgetter,
    Loader,
    ReadCounter,
    Reader,
    ReturnListeners,
    ConsistencySampler,
    CacheOwnership,
    { provide: CacheStatus, useExisting: Cache },
    { provide: L1, inject: [Env], useFactory: (env: Env) => new L1(env.CACHE_L1_MAX_BYTES) },
    { provide: Suspensions, useFactory: suspensions },
    {
      provide: RedisLink,
      inject: [Env, CacheMetrics, Suspensions, ReturnListeners],
      useFactory: (env: Env, metrics: CacheMetrics, held: Suspensions, listeners: ReturnListeners) =>
        hasRedis(env) ? new RedisLink(env, metrics, held, listeners) : null,
    },
    {
      provide: MemoryStore,
      inject: [Env],
      useFactory: (env: Env) =>
        hasRedis(env) ? null : new MemoryStore(Math.max(env.CACHE_L1_MAX_BYTES, MEMORY_STORE_MIN_BYTES)),
    },
    {
      provide: CacheStore,
      inject: [RedisLink, MemoryStore],
      useFactory: (link: RedisLink | null, memory: MemoryStore | null) => link?.store ?? memory,
    },
  ],
  exports: [
    Cache,
    CacheStatus,
    CacheMetrics,
    CacheUsage,
    CacheableExplorer,
    EntryPeek,
    L1,
    MemoryStore,
    RedisLink,
    CacheOwnership,
  ],
})
export class CacheModule {}

function suspensions(): Suspensions {
  const log = new Logger('Cache');
  return new Suspensions((sentence) => log.log(sentence));
}
