import { Injectable } from '@nestjs/common';
import { CacheStatus } from '../cache/store/cache-status.js';
import { Env } from '../config/env.js';

/** The cache at this very moment, for probes, metrics and alerts: what was switched off has not failed. */
@Injectable()
export class CacheState {
  constructor(
    private readonly env: Env,
    private readonly status: CacheStatus,
  ) {}

  get mode(): CacheStatus['mode'] {
    return this.status.mode;
  }

  /** Whether reads are served from the cache. */
  get available(): boolean {
    return this.status.available;
  }

  /** CACHE_ENABLED=false. */
  get isSwitchedOff(): boolean {
    return !this.env.CACHE_ENABLED;
  }

  /** Whether reads bypass a cache that should serve them. */
  get isFailing(): boolean {
    return !this.available && !this.isSwitchedOff;
  }
}
