import { Injectable } from '@nestjs/common';
import { CacheMetrics } from '../../cache/measure/cache.metrics.js';

/** Before anything was loaded. */
const ASSUMED_MS = 5;

/** How long the loads of each region take on this instance, for plans. */
@Injectable()
export class LoadTimes {
  constructor(private readonly metrics: CacheMetrics) {}

  /** Mean time of a load of the region, in ms; never 0. */
  ms(region: string): number {
    const measured = this.metrics.regions.get(region);
    const count = (measured?.loadMs.count ?? 0) + (measured?.jobLoadMs.count ?? 0);
    if (measured === undefined || count === 0) return ASSUMED_MS;
    return Math.max(0.1, (measured.loadMs.sumMs + measured.jobLoadMs.sumMs) / count);
  }
}
