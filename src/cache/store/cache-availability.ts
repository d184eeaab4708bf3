import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import type { ReadStatus } from '../entry/cache.answer.js';
import { CacheOptions } from '../entry/cache.options.js';
import { CurrentGeneration } from '../entry/current-generation.js';
import { CacheOwnership } from './cache-ownership.js';
import { CacheStatus, type Suspension } from './cache-status.js';
import { CacheStore } from './cache.store.js';
import type { Denial } from './denials.js';
import { Suspensions } from './suspension.js';

/** Decides whether reads may use the cache, or why they bypass it. */
@Injectable()
export class CacheAvailability extends CacheStatus {
  constructor(
    private readonly options: CacheOptions,
    private readonly store: CacheStore,
    private readonly ownership: CacheOwnership,
    private readonly generation: CurrentGeneration,
    private readonly suspensions: Suspensions,
    private readonly clock: Clock,
  ) {
    super();
  }

  get mode(): 'redis' | 'memory' | 'off' {
    return this.options.enabled && this.ownership.mayRead ? this.store.mode : 'off';
  }

  get denial(): Denial | undefined {
    return this.ownership.denial;
  }

  get available(): boolean {
    return this.bypassReason() === undefined;
  }

  get suspended(): Suspension | null {
    return this.suspensions.current;
  }

  /** `undefined` while reads may use the cache. */
  bypassReason(): ReadStatus['detail'] | undefined {
    if (this.mode === 'off') return 'off';
    if (this.generation.uuid === null) return 'starting';
    return this.suspensions.current === null ? undefined : 'suspended';
  }

  /** Makes reads bypass the cache until every reason given has been taken back by {@link resume}. */
  suspend(reason: string): void {
    this.suspensions.add(reason, this.clock.now());
  }

  resume(reason: string): void {
    this.suspensions.remove(reason);
  }
}
