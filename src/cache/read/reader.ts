import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { type CacheAnswer, hitFrom } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheStore } from '../store/cache.store.js';
import { L1, type L1Entry } from './l1.js';
import { MissPath } from './miss-path.js';
import type { ReadScope } from './read-scope.js';
import { Revalidation } from './revalidation.js';
import { StoreBudget } from './store-budget.js';

/** Read path while the store is usable: L1, the store, else the miss path. */
@Injectable()
export class Reader {
  constructor(
    private readonly store: CacheStore,
    private readonly revalidation: Revalidation,
    private readonly l1: L1,
    private readonly misses: MissPath,
    private readonly budget: StoreBudget,
    private readonly clock: Clock,
  ) {}

  /** The answer from L1 while its lease lasts, which needs no store. */
  leased(call: CacheCall): CacheAnswer | undefined {
    const cached = this.cached(call);
    if (cached === undefined || !this.l1.isLeased(cached, call.beganAt)) return undefined;
    this.revalidation.revalidateAhead(call, cached);
    return hitFrom('l1', call.beganOn, cached.entry);
  }

  /**
   * For calls that {@link leased} cannot answer. Throws what the load throws. @throws StoreUnavailable if the store could not
   * say which entries may be served. Not async: a hit pays for each promise.
   */
  read(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    const cached = this.cached(call);
    if (cached === undefined) return this.fetch(call, scope);
    return this.budget.spend(scope.storeWaits, this.revalidation.revalidate(call, cached), (current) => {
      if (current.has(cached)) return hitFrom('l1', call.beganOn, cached.entry);
      return cached.ended === 'forgotten' ? this.misses.readForgotten(call, scope) : this.fetch(call, scope);
    });
  }

  private fetch(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    const sentAt = performance.now();
    return this.budget.spend(scope.storeWaits, this.store.read(call.address, { entry: true }), (found) => {
      // @mutant read-lease-from-reply
      const entry = this.l1.take(call, found, sentAt, this.clock.now());
      return entry === null
        ? this.misses.read(call, scope, found)
        : hitFrom(this.store.mode, call.beganOn, entry);
    });
  }

  /** The entry in L1, whether or not it is leased, unless it cannot be current any more. */
  cached({ address, generation, beganAt, beganOn }: CacheCall): L1Entry | undefined {
    const cached = this.l1.get(address.id);
    // @mutant l1-ignores-valid-until
    if (cached?.generation !== generation || cached.ended || cached.entry.validUntil <= beganOn)
      return undefined;
    cached.readAt = beganAt;
    return cached;
  }
}
