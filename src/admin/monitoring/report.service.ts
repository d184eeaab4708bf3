import { Injectable } from '@nestjs/common';
import { CacheHealthService, type CacheHealthReport } from './cache-health.service.js';
import { type CacheStats, CacheStatsService, type RegionStats } from './cache-stats.service.js';
import { type Trends, TrendsService } from './trends.service.js';
import { type Utilization, UtilizationService } from './utilization.service.js';

/** What the cache spared the database, measured on this instance since its start. */
export interface RegionEffect {
  readonly name: string;
  readonly readsServed: number;
  /** Reads served without a load of their own. What jobs loaded is not counted against them. */
  readonly databaseReadsSaved: number;
  /** Hits times what a load takes at the median, less what the hits took. */
  readonly millisecondsSaved: number;
  /** What the same reads would have cost the database without the cache, in ms. */
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

/** All that is known of the cache on one page. */
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

/** Pure: one region's counters in, what they amount to out. */
export function effectOf(region: RegionStats): RegionEffect {
  const { name, hits, misses, collapsed, bypasses, loadMs, jobLoadMs, hitMs } = region;
  // A warm-up may have spared readers every load: then its own are all that tells how long one takes.
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
