import { Global, Logger, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Env } from '../config/env.js';
import { Cache } from './cache.js';
import { CacheMetrics } from './cache.metrics.js';
import { CacheStatus } from './cache-status.js';
import { CacheStore } from './cache.store.js';
import { CacheUsage } from './cache.usage.js';
import { CacheableExplorer } from './cacheable.explorer.js';
import { Claims } from './claims.js';
import { Confirmations } from './confirmations.js';
import { EntryPeek } from './entry.peek.js';
import { Flights } from './flights.js';
import { Forgetter } from './forgetter.js';
import { L1 } from './l1.js';
import { Loader } from './loader.js';
import { MemoryStore } from './memory.store.js';
import { ReadCounter } from './read.counter.js';
import { Reader } from './reader.js';
import { RedisLink } from './redis.link.js';
import { hasRedis } from './redis.options.js';
import { ReturnListeners } from './return-listeners.js';
import { Sampler } from './sampler.js';
import { StoreLeave } from './store-leave.js';
import { Suspensions } from './suspension.js';

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
    Claims,
    Confirmations,
    EntryPeek,
    Flights,
    Forgetter,
    Loader,
    ReadCounter,
    Reader,
    ReturnListeners,
    Sampler,
    StoreLeave,
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
    StoreLeave,
  ],
})
export class CacheModule {}

function suspensions(): Suspensions {
  const log = new Logger('Cache');
  return new Suspensions((sentence) => log.log(sentence));
}
