import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { CacheStatus } from '../cache/cache-status.js';
import { DatabaseProbe } from './database.probe.js';

/** The two Terminus indicators: without the database we are down, without the cache only slower. */
@Injectable()
export class ServicesHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly databaseProbe: DatabaseProbe,
    private readonly cacheStatus: CacheStatus,
  ) {}

  database(): HealthIndicatorResult<'database'> {
    const indicator = this.indicators.check('database');
    return this.databaseProbe.reachable ? indicator.up() : indicator.down('does not answer');
  }

  cache(): HealthIndicatorResult<'cache'> {
    const indicator = this.indicators.check('cache');
    return this.cacheStatus.available ? indicator.up() : indicator.degraded('reads bypass it');
  }
}
