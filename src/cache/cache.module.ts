import { type DynamicModule, Global, Logger, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Cache } from './cache.js';
import { CacheCalls } from './read/cache.calls.js';
import { CacheableExplorer } from './cacheable.explorer.js';
import {
  type CacheModuleAsyncOptions,
  type CacheModuleOptions,
  CacheOptions,
} from './entry/cache.options.js';
import { CurrentGeneration } from './entry/current-generation.js';
import { EntryPeek } from './entry.peek.js';
import { Forgetter } from './forgetter.js';
import { CacheMetrics } from './measure/cache.metrics.js';
import { CacheUsage } from './measure/cache.usage.js';
import { UncacheableReads } from './measure/uncacheable.reads.js';
import { BypassReads } from './read/bypass-reads.js';
import { ConsistencySampler } from './read/consistency-sampler.js';
import { EntryWrites } from './read/entry-writes.js';
import { InFlightLoads } from './read/in-flight-loads.js';
import { L1 } from './read/l1.js';
import { Loader } from './read/loader.js';
import { ManyReads } from './read/many-reads.js';
import { MissPath } from './read/miss-path.js';
import { NestedReads } from './read/nested-reads.js';
import { ReadRecorder } from './read/read-recorder.js';
import { Reader } from './read/reader.js';
import { Refreshes } from './read/refreshes.js';
import { Revalidation } from './read/revalidation.js';
import { RoutedReads } from './read/routed-reads.js';
import { StampClaims } from './read/stamp-claims.js';
import { StoreBudget } from './read/store-budget.js';
import { RedisLink } from './redis/redis.link.js';
import { CacheAvailability } from './store/cache-availability.js';
import { CacheOwnership } from './store/cache-ownership.js';
import { ForgetFeed } from './store/forget-feed.js';
import { CacheStatus } from './store/cache-status.js';
import { CacheStore } from './store/cache.store.js';
import { MemoryStore } from './store/memory.store.js';
import { ReturnListeners } from './store/return-listeners.js';
import { SharedStore } from './store/shared-store.js';
import { Suspensions } from './store/suspension.js';

const MEMORY_STORE_MIN_BYTES = 2 ** 20;

/**
 * The cache engine. Import it once, with `forRoot` or `forRootAsync`; it is global, since `@Cacheable` works on the providers
 * of every module. It needs a provider of `Clock`.
 */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    BypassReads,
    Cache,
    CacheAvailability,
    CacheCalls,
    CacheMetrics,
    CacheOwnership,
    CacheUsage,
    CacheableExplorer,
    ConsistencySampler,
    CurrentGeneration,
    EntryPeek,
    EntryWrites,
    ForgetFeed,
    Forgetter,
    InFlightLoads,
    Loader,
    ManyReads,
    MissPath,
    NestedReads,
    ReadRecorder,
    Reader,
    Refreshes,
    ReturnListeners,
    Revalidation,
    RoutedReads,
    StampClaims,
    StoreBudget,
    UncacheableReads,
    { provide: CacheStatus, useExisting: CacheAvailability },
    { provide: L1, inject: [CacheOptions], useFactory: ({ l1MaxBytes }: CacheOptions) => new L1(l1MaxBytes) },
    { provide: Suspensions, inject: [ForgetFeed], useFactory: loggedSuspensions },
    {
      provide: RedisLink,
      inject: [CacheOptions, CacheMetrics, Suspensions, ReturnListeners, ForgetFeed],
      useFactory: (
        options: CacheOptions,
        metrics: CacheMetrics,
        suspensions: Suspensions,
        listeners: ReturnListeners,
        feed: ForgetFeed,
      ) =>
        options.redis === undefined
          ? null
          : new RedisLink(options, options.redis, metrics, suspensions, listeners, feed),
    },
    {
      provide: MemoryStore,
      inject: [CacheOptions],
      useFactory: ({ redis, l1MaxBytes }: CacheOptions) =>
        redis === undefined ? new MemoryStore(Math.max(l1MaxBytes, MEMORY_STORE_MIN_BYTES)) : null,
    },
    {
      provide: CacheStore,
      inject: [RedisLink, MemoryStore],
      useFactory: (link: RedisLink | null, memory: MemoryStore | null) => link?.store ?? memory,
    },
    {
      provide: SharedStore,
      inject: [RedisLink],
      useFactory: (link: RedisLink | null) => link?.proof ?? null,
    },
  ],
  exports: [
    Cache,
    CacheMetrics,
    CacheOptions,
    CacheOwnership,
    CacheStatus,
    CacheUsage,
    CacheableExplorer,
    EntryPeek,
    ForgetFeed,
    L1,
    MemoryStore,
    NestedReads,
    RedisLink,
    ReturnListeners,
    SharedStore,
    StoreBudget,
  ],
})
export class CacheModule {
  static forRoot(options: CacheModuleOptions = {}): DynamicModule {
    return this.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync<Args extends unknown[]>({
    imports = [],
    inject = [],
    useFactory,
  }: CacheModuleAsyncOptions<Args>): DynamicModule {
    return {
      module: CacheModule,
      imports,
      providers: [
        {
          provide: CacheOptions,
          inject: inject as never[],
          useFactory: async (...args: Args) => new CacheOptions(await useFactory(...args)),
        },
      ],
    };
  }
}

function loggedSuspensions(feed: ForgetFeed): Suspensions {
  const log = new Logger('Cache');
  return new Suspensions(
    (sentence) => log.log(sentence),
    () => feed.missed(),
  );
}
