import { Injectable } from '@nestjs/common';
import { CacheMetrics, type RegionMetrics } from '../../cache/measure/cache.metrics.js';
import { CacheStatus, type Suspension } from '../../cache/store/cache-status.js';
import { CacheableExplorer } from '../../cache/cacheable.explorer.js';
import type { Histogram } from '../../cache/measure/histogram.js';
import { L1 } from '../../cache/read/l1.js';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import { InvalidationMetrics } from '../../events/invalidation.metrics.js';
import { CacheState } from '../../health/cache-state.js';
import { MetricsSampler } from './sampling/metrics.sampler.js';
import type { CacheStatsDto, QuantilesDto, RegionStatsDto } from './cache-stats.dto.js';

/** Collects the cache counters of this instance for operators. */
@Injectable()
export class CacheStatsService {
  constructor(
    private readonly options: CacheOptions,
    private readonly status: CacheStatus,
    private readonly state: CacheState,
    private readonly metrics: CacheMetrics,
    private readonly explorer: CacheableExplorer,
    private readonly l1: L1,
    private readonly invalidation: InvalidationMetrics,
    private readonly sampler: MetricsSampler,
  ) {}

  /** Answers while Redis is unreachable as well, then with `redis: null`. */
  async stats(): Promise<CacheStatsDto> {
    const regions = this.regions();
    const all = [...this.metrics.regions.values()];
    const hits = sum(regions, (region) => region.hits);
    const misses = sum(regions, (region) => region.misses);
    const { events, pending, oldestPendingSeconds, lagMs } = this.invalidation;
    return {
      mode: this.status.mode,
      hits,
      misses,
      hitRate: rate(hits, misses),
      loads: sum(regions, (region) => region.loads),
      bypasses: sum(all, (region) => region.bypasses),
      regions,
      l1: {
        entries: this.l1.entries,
        bytes: this.l1.bytes,
        maxBytes: this.l1.maxBytes,
        hits: sum(all, (region) => region.hits.l1),
      },
      redis: await this.sampler.redisInfo(),
      suspended: this.state.isSwitchedOff ? null : shown(this.status.suspended),
      invalidation: {
        events,
        tags: this.metrics.tagsForgotten,
        pending,
        oldestPendingSeconds,
        lagMs: quantiles(lagMs),
      },
    };
  }

  /** All declared regions, including those without reads. */
  regions(): RegionStatsDto[] {
    return [...this.explorer.methods.values()].map(({ region }) => {
      const counted = this.metrics.region(region.name);
      const hits = hitsOf(counted);
      const misses = counted.misses + counted.collapsed;
      return {
        name: region.name,
        pattern: region.pattern,
        ttlSeconds: this.options.ttlSeconds(region),
        hits,
        misses,
        hitRate: rate(hits, misses),
        invalidatedMisses: counted.invalidatedMisses,
        collapsed: counted.collapsed,
        bypasses: counted.bypasses,
        loads: counted.loads,
        jobLoads: counted.jobLoads,
        loadMs: quantiles(counted.loadMs),
        jobLoadMs: quantiles(counted.jobLoadMs),
        hitMs: quantiles(counted.hitMs),
      };
    });
  }
}

function hitsOf({ hits }: RegionMetrics): number {
  return hits.l1 + hits.redis + hits.memory;
}

function rate(hits: number, misses: number): number {
  return hits + misses === 0 ? 0 : hits / (hits + misses);
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function quantiles(histogram: Histogram): QuantilesDto {
  return { p50: histogram.quantile(0.5), p99: histogram.quantile(0.99) };
}

function shown(suspension: Suspension | null): CacheStatsDto['suspended'] {
  return suspension && { since: new Date(suspension.since).toISOString(), reasons: suspension.reasons };
}
