import { Injectable } from '@nestjs/common';
import { AlertSettings } from '../../config/settings.js';
import { type AlertThresholds, judgeSample, worstLevel } from './alert-rules.js';
import { CacheStatsService } from './cache-stats.service.js';
import { recommend } from './recommendations.js';
import { MetricsSampler } from './sampling/metrics.sampler.js';
import type { CacheHealthDto } from './cache-health.dto.js';

/** Rates the health of the cache by the alert rules: availability as of now, all other figures from the last sample. */
@Injectable()
export class CacheHealthService {
  readonly thresholds: AlertThresholds;

  constructor(
    settings: AlertSettings,
    private readonly sampler: MetricsSampler,
    private readonly stats: CacheStatsService,
  ) {
    this.thresholds = {
      responseMs: settings.CACHE_ALERT_RESPONSE_MS,
      memoryBytes: settings.CACHE_ALERT_MEMORY_MB * 2 ** 20,
      memoryShare: 0.9,
      hitRate: settings.CACHE_ALERT_HIT_RATE,
      connections: settings.CACHE_ALERT_CONNECTIONS,
    };
  }

  async report(): Promise<CacheHealthDto> {
    const [sample, stats] = await Promise.all([this.sampler.latest(), this.stats.stats()]);
    const metrics = judgeSample(sample, this.thresholds);
    return {
      status: worstLevel(metrics),
      timestamp: new Date(sample.at).toISOString(),
      metrics,
      recommendations: recommend(sample, metrics, stats),
    };
  }
}
