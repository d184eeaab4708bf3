import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { CacheState } from './cache-state.js';
import { DatabaseProbe, type DatabaseState } from '../database/database.probe.js';

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

  /** A database that takes no changes degrades the application: reads go on. */
  database(): HealthIndicatorResult<'database'> {
    const indicator = this.indicators.check('database');
    if (this.databaseState === 'available') return indicator.up();
    return this.databaseState === 'read-only'
      ? indicator.degraded('takes no changes')
      : indicator.down('does not answer');
  }

  /** As {@link database}, but reads that are served from the cache without the database only degrade the application (rule 14). */
  databaseOrHits(): HealthIndicatorResult<'database'> {
    if (this.databaseState !== 'unavailable' || !this.cacheState.available) return this.database();
    return this.indicators.check('database').degraded('does not answer; reads are served from the cache');
  }

  get databaseState(): DatabaseState {
    return this.databaseProbe.state;
  }

  cache(): HealthIndicatorResult<'cache'> {
    const indicator = this.indicators.check('cache');
    return this.cacheState.isFailing ? indicator.degraded('reads bypass it') : indicator.up();
  }
}
