import { Injectable } from '@nestjs/common';
import { CacheHealthService } from './cache-health.service.js';
import { CacheStatsService } from './cache-stats.service.js';
import { TrendsService } from './trends.service.js';
import { UtilizationService } from './utilization.service.js';
import type { CacheReportDto, RegionEffectDto } from './report.dto.js';
import { rounded } from './rounded.js';
import type { RegionStatsDto, StatsScope } from './cache-stats.dto.js';

/** Combines health, statistics, trends and utilization into one report. */
@Injectable()
export class ReportService {
  constructor(
    private readonly health: CacheHealthService,
    private readonly stats: CacheStatsService,
    private readonly trends: TrendsService,
    private readonly utilization: UtilizationService,
  ) {}

  /** @throws DatabaseUnavailable */
  async report(scope: StatsScope = 'instance'): Promise<CacheReportDto> {
    const [health, stats, trends, utilization] = await Promise.all([
      this.health.report(),
      this.stats.stats(scope),
      this.trends.trends(24),
      this.utilization.utilization(scope),
    ]);
    const regions = stats.regions.map(effectOf);
    const total = (value: (effect: RegionEffectDto) => number) =>
      regions.reduce((sum, effect) => sum + value(effect), 0);
    return {
      timestamp: health.timestamp,
      effect: {
        readsServed: total((effect) => effect.readsServed),
        databaseReadsSaved: total((effect) => effect.databaseReadsSaved),
        millisecondsSaved: totalOfKnown(regions, (effect) => effect.millisecondsSaved),
        millisecondsWithout: totalOfKnown(regions, (effect) => effect.millisecondsWithout),
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
  const load = loadMs.p50 ?? jobLoadMs.p50;
  const readsServed = hits + misses + bypasses;
  const times = (reads: number, ms: number) => (load === null && reads > 0 ? null : rounded(reads * ms, 1));
  return {
    name,
    readsServed,
    databaseReadsSaved: hits + collapsed,
    millisecondsSaved: times(hits, Math.max(0, (load ?? 0) - (hitMs.p50 ?? 0))),
    millisecondsWithout: times(readsServed, load ?? 0),
  };
}

/** The sum over the regions of which it is known; `null` if there are none. */
function totalOfKnown(
  regions: readonly RegionEffectDto[],
  value: (effect: RegionEffectDto) => number | null,
): number | null {
  const known = regions.map(value).filter((each) => each !== null);
  return known.length === 0
    ? null
    : rounded(
        known.reduce((sum, each) => sum + each, 0),
        1,
      );
}
