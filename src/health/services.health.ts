import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { CacheState } from './cache-state.js';
import { DatabaseProbe } from '../database/database.probe.js';

/**
 * The Terminus indicators: without the database the application is down, without the cache it is only slower. An instance with
 * the cache switched off is not degraded.
 */
@Injectable()
export class ServicesHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly databaseProbe: DatabaseProbe,
    private readonly cacheState: CacheState,
  ) {}

  database(): HealthIndicatorResult<'database'> {
    const indicator = this.indicators.check('database');
    return this.databaseProbe.reachable ? indicator.up() : indicator.down('does not answer');
  }

  cache(): HealthIndicatorResult<'cache'> {
    const indicator = this.indicators.check('cache');
    return this.cacheState.isFailing ? indicator.degraded('reads bypass it') : indicator.up();
  }
}
