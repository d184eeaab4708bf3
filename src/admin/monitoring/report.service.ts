import { Injectable } from '@nestjs/common';
import { CacheHealthService, type CacheHealthReport } from './cache-health.service.js';
import { type CacheStats, CacheStatsService, type RegionStats } from './cache-stats.service.js';
import { type Trends, TrendsService } from './trends.service.js';
import { type Utilization, UtilizationService } from './utilization.service.js';

/** The work that the cache saved the database, measured on this instance since its start. */
export interface RegionEffect {
  readonly name: string;
  readonly readsServed: number;
  /**
   * Reads that did not have to load: hits, and reads that joined another read's load. Loads by jobs are not subtracted.
   */
  readonly databaseReadsSaved: number;
  /** Hits × (median load time − median hit time). */
  readonly millisecondsSaved: number;
  /** Estimated database time of the same reads without the cache, in ms. */
  readonly millisecondsWithout: number;
}

export interface CacheReport {
  readonly timestamp: string;
  readonly effect: {
    readonly readsServed: number;
    readonly databaseReadsSaved: number;
    readonly millisecondsSaved: number;
    readonly millisecondsWithout: number;
    readonly regions: readonly RegionEffect[];
  };
  readonly health: CacheHealthReport;
  readonly stats: CacheStats;
  readonly trends: Trends;
  readonly utilization: Utilization;
  readonly recommendations: readonly string[];
}

/** Combines health, statistics, trends and utilization into one report. */
@Injectable()
export class ReportService {
  constructor(
    private readonly health: CacheHealthService,
    private readonly stats: CacheStatsService,
    private readonly trends: TrendsService,
    private readonly utilization: UtilizationService,
  ) {}

  async report(): Promise<CacheReport> {
    const [health, stats, trends, utilization] = await Promise.all([
      this.health.report(),
      this.stats.stats(),
      this.trends.trends(24),
      this.utilization.utilization(),
    ]);
    const regions = stats.regions.map(effectOf);
    const total = (value: (effect: RegionEffect) => number) =>
      regions.reduce((sum, effect) => sum + value(effect), 0);
    return {
      timestamp: health.timestamp,
      effect: {
        readsServed: total((effect) => effect.readsServed),
        databaseReadsSaved: total((effect) => effect.databaseReadsSaved),
        millisecondsSaved: total((effect) => effect.millisecondsSaved),
        millisecondsWithout: total((effect) => effect.millisecondsWithout),
        regions,
      },
      health,
      stats,
      trends,
      utilization,
      recommendations: health.recommendations,
    };
  }
}

/** Computes the effect of the cache from the counters of one region. A pure function. */
export function effectOf(region: RegionStats): RegionEffect {
  const { name, hits, misses, collapsed, bypasses, loadMs, jobLoadMs, hitMs } = region;
  // After a warm-up, readers may not have loaded anything: then only the jobs' loads show how long a load takes.
  const load = loadMs.p50 ?? jobLoadMs.p50 ?? 0;
  const readsServed = hits + misses + bypasses;
  return {
    name,
    readsServed,
    databaseReadsSaved: hits + collapsed,
    millisecondsSaved: hits * Math.max(0, load - (hitMs.p50 ?? 0)),
    millisecondsWithout: readsServed * load,
  };
}
