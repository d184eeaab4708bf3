import { Injectable } from '@nestjs/common';
import { CacheHealthService } from './cache-health.service.js';
import { CacheStatsService } from './cache-stats.service.js';
import { TrendsService } from './trends.service.js';
import { UtilizationService } from './utilization.service.js';
import type { CacheReportDto, RegionEffectDto } from './report.dto.js';
import type { RegionStatsDto } from './cache-stats.dto.js';

/** Combines health, statistics, trends and utilization into one report. */
@Injectable()
export class ReportService {
  constructor(
    private readonly health: CacheHealthService,
    private readonly stats: CacheStatsService,
    private readonly trends: TrendsService,
    private readonly utilization: UtilizationService,
  ) {}

  async report(): Promise<CacheReportDto> {
    const [health, stats, trends, utilization] = await Promise.all([
      this.health.report(),
      this.stats.stats(),
      this.trends.trends(24),
      this.utilization.utilization(),
    ]);
    const regions = stats.regions.map(effectOf);
    const total = (value: (effect: RegionEffectDto) => number) =>
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
export function effectOf(region: RegionStatsDto): RegionEffectDto {
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
