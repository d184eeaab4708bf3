import { Injectable } from '@nestjs/common';
import { CacheStatus, type Suspension } from '../../cache/store/cache-status.js';
import { CacheableExplorer } from '../../cache/cacheable.explorer.js';
import { Histogram } from '../../cache/measure/histogram.js';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import { InvalidationMetrics } from '../../events/invalidation.metrics.js';
import { CacheState } from '../../health/cache-state.js';
import { Problem } from '../../http/problem.js';
import { rounded } from './rounded.js';
import {
  InstanceCounters,
  type CounterValues,
  type RegionCounters,
  totalOfCounters,
} from './sampling/counters.js';
import { InstanceId } from './sampling/instance.id.js';
import { type InstanceReport, Instances } from './sampling/instances.js';
import { MetricsSampler } from './sampling/metrics.sampler.js';
import { isIncidental } from './incidental-regions.js';
import type { CacheStatsDto, QuantilesDto, RegionStatsDto, StatsScope } from './cache-stats.dto.js';

type CountersOfSome = [CounterValues, ...(CounterValues | null)[]];

/** Collects the cache's counters for operators: of this instance, or of all instances that run. */
@Injectable()
export class CacheStatsService {
  constructor(
    private readonly options: CacheOptions,
    private readonly status: CacheStatus,
    private readonly state: CacheState,
    private readonly explorer: CacheableExplorer,
    private readonly invalidation: InvalidationMetrics,
    private readonly sampler: MetricsSampler,
    private readonly counters: InstanceCounters,
    private readonly instances: Instances,
    private readonly id: InstanceId,
  ) {}

  /**
   * Answers while Redis is unreachable as well, then with `redis: null`. The fleet is this instance as of now, and all others as
   * of their last report. What the instances share (the outbox, Redis) is as this instance sees it.
   * @param instance the id of one instance, instead of the scope
   * @throws DatabaseUnavailable for the fleet and for another instance, Problem `not-found` for one that does not run
   */
  async stats(scope: StatsScope = 'instance', instance?: string): Promise<CacheStatsDto> {
    const [reports, redis] = await Promise.all([this.reports(scope, instance), this.sampler.redisInfo()]);
    const counted = totalOfCounters(reports.map(({ counters }) => counters) as CountersOfSome);
    const regions = this.regions(counted);
    const requested = regions.filter(({ name }) => !isIncidental(name));
    const hits = sum(requested, (region) => region.hits);
    const misses = sum(requested, (region) => region.misses);
    const { pending, oldestPendingSeconds } = this.invalidation;
    const { events, tags, lagMs } = counted.invalidation;
    const all = Object.values(counted.regions);
    return {
      scope: instance === undefined ? scope : 'instance',
      instances: reports.length,
      ageSeconds: rounded(Math.max(...reports.map(({ ageSeconds }) => ageSeconds)), 1),
      mode: this.status.mode,
      hits,
      misses,
      hitRate: rate(hits, misses),
      loads: sum(requested, (region) => region.loads),
      bypasses: sum(requested, (region) => region.bypasses),
      regions,
      l1: { ...counted.l1, hits: sum(all, (region) => region.hits.l1) },
      redis,
      suspended: shown(reports.map(({ suspension }) => suspension)),
      invalidation: {
        events,
        tags,
        pending,
        oldestPendingSeconds: rounded(oldestPendingSeconds, 3),
        lagMs: quantiles(lagMs),
      },
    };
  }

  /** At least one; those of older releases without counters are left out. */
  private async reports(scope: StatsScope, instance: string | undefined): Promise<InstanceReport[]> {
    const own: InstanceReport = {
      counters: this.counters.now(),
      suspension: this.state.isSwitchedOff ? null : this.status.suspended,
      ageSeconds: 0,
    };
    if (instance !== undefined && instance !== this.id.value) {
      const report = await this.instances.reportOf(instance);
      if (report !== null && report.counters !== null) return [report];
      throw new Problem('not-found', 'No such instance reported within the last minute.');
    }
    if (scope === 'instance' || instance !== undefined) return [own];
    return [own, ...(await this.instances.others()).filter(({ counters }) => counters !== null)];
  }

  /** All declared regions, including those without reads. */
  private regions(counted: CounterValues): RegionStatsDto[] {
    return [...this.explorer.methods.values()].map(({ region }) => ({
      name: region.name,
      pattern: region.pattern,
      ttlSeconds: this.options.ttlSeconds(region),
      ...statsOf(counted.regions[region.name]),
    }));
  }
}

function statsOf(
  counted: RegionCounters | undefined,
): Omit<RegionStatsDto, 'name' | 'pattern' | 'ttlSeconds'> {
  const hits = counted === undefined ? 0 : counted.hits.l1 + counted.hits.redis + counted.hits.memory;
  const misses = counted === undefined ? 0 : counted.misses + counted.collapsed;
  return {
    hits,
    misses,
    hitRate: rate(hits, misses),
    invalidatedMisses: counted?.invalidatedMisses ?? 0,
    collapsed: counted?.collapsed ?? 0,
    bypasses: counted?.bypasses ?? 0,
    loads: counted?.loads ?? 0,
    jobLoads: counted?.jobLoads ?? 0,
    loadMs: quantiles(counted?.loadMs ?? []),
    jobLoadMs: quantiles(counted?.jobLoadMs ?? []),
    hitMs: quantiles(counted?.hitMs ?? []),
  };
}

function rate(hits: number, misses: number): number {
  return hits + misses === 0 ? 0 : rounded(hits / (hits + misses), 4);
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function quantiles(counts: readonly number[]): QuantilesDto {
  const histogram = Histogram.of(counts);
  return { p50: rounded(histogram.quantile(0.5), 3), p99: rounded(histogram.quantile(0.99), 3) };
}

/** Since when any of the instances is suspended, and all their reasons. */
function shown(suspensions: readonly (Suspension | null)[]): CacheStatsDto['suspended'] {
  const present = suspensions.filter((suspension) => suspension !== null);
  if (present.length === 0) return null;
  return {
    since: new Date(Math.min(...present.map(({ since }) => since))).toISOString(),
    reasons: [...new Set(present.flatMap(({ reasons }) => reasons))],
  };
}
