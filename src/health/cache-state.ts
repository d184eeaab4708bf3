import { Injectable } from '@nestjs/common';
import { DENIALS } from '../cache/store/denials.js';
import { CacheStatus } from '../cache/store/cache-status.js';
import { CacheSettings } from '../config/settings.js';

/** The current state of the cache, for probes, metrics and alerts. A switched-off cache does not count as failed. */
@Injectable()
export class CacheState {
  constructor(
    private readonly settings: CacheSettings,
    private readonly status: CacheStatus,
  ) {}

  get mode(): CacheStatus['mode'] {
    return this.status.mode;
  }

  /** Why this instance may not cache, as a sentence; `null` if it may. */
  get denial(): string | null {
    const { denial } = this.status;
    return denial === undefined ? null : DENIALS[denial];
  }

  /** Whether reads are served from the cache. */
  get available(): boolean {
    return this.status.available;
  }

  /** Whether CACHE_ENABLED=false. */
  get isSwitchedOff(): boolean {
    return !this.settings.CACHE_ENABLED;
  }

  /** Whether reads bypass the cache although it is switched on. */
  get isFailing(): boolean {
    return !this.available && !this.isSwitchedOff;
  }
}
