import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import type { CacheAnswer } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { CacheStore, type Snapshot } from '../store/cache.store.js';
import { withTimeout } from '../store/timeout.js';
import type { Entry } from '../entry/entry.js';
import { InFlightLoads } from './in-flight-loads.js';
import { L1, type L1Entry } from './l1.js';
import { Loader } from './loader.js';
import { JobScope } from './read.counter.js';
import type { ReadScope } from './read-scope.js';
import { Revalidation } from './revalidation.js';
import { type ClaimedStamp, StampClaims } from './stamp-claims.js';
import { stampNow } from '../entry/stamp.js';

/** Read path while the store is usable: L1, the store, join an in-flight load, else load. */
@Injectable()
export class Reader {
  constructor(
    private readonly store: CacheStore,
    private readonly revalidation: Revalidation,
    private readonly claims: StampClaims,
    private readonly loads: InFlightLoads,
    private readonly loader: Loader,
    private readonly l1: L1,
    private readonly clock: Clock,
    private readonly env: Env,
    private readonly metrics: CacheMetrics,
  ) {}

  /** The answer from L1 while its lease lasts, which needs no store. */
  leased(call: CacheCall): CacheAnswer | undefined {
    const cached = this.cached(call);
    if (cached === undefined || !this.l1.isLeased(cached, call.beganAt)) return undefined;
    this.revalidation.revalidateAhead(call, cached);
    return hit(call, cached.entry, 'l1');
  }

  /**
   * For calls that {@link leased} cannot answer. Throws what the load throws, and StoreUnavailable if the store could not
   * say which entries may be served. Not async: a hit pays for each promise.
   */
  read(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    const cached = this.cached(call);
    if (cached === undefined) return this.fetch(call, scope);
    return this.budgeted(scope, this.revalidation.revalidate(call, cached), (current) =>
      current.has(cached) ? hit(call, cached.entry, 'l1') : this.fetch(call, scope),
    );
  }

  private fetch(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    const sentAt = performance.now();
    return this.budgeted(scope, this.store.read(call.address, { entry: true }), (found) => {
      // @mutant read-lease-from-reply
      const entry = this.take(call, found, sentAt);
      return entry === null ? this.missed(call, scope, found) : hit(call, entry, this.store.mode);
    });
  }

  private async missed(call: CacheCall, scope: ReadScope, found: Snapshot): Promise<CacheAnswer> {
    if (found.entry !== null && !(scope instanceof JobScope)) {
      this.metrics.region(call.region.name).invalidatedMisses++;
    }
    const stamp = stampNow(found, call.generation, null);
    const joined = stamp === null ? null : await this.join(call, stamp);
    return joined ?? this.miss(call, scope);
  }

  /** Loads under a stamp that it claims itself, even if the store has an entry. */
  async renew(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    return this.loaded(call, await this.claim(call, scope));
  }

  /** Claims a stamp, and joins or starts the load under it. */
  private async miss(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    // @mutant load-before-claim
    const claimed = await this.claim(call, scope);
    const stored = this.take(call, claimed, claimed.sentAt);
    if (stored !== null) {
      void this.claims.release(call, claimed);
      return hit(call, stored, this.store.mode);
    }
    return this.loaded(call, claimed);
  }

  private async claim(call: CacheCall, scope: ReadScope): Promise<ClaimedStamp> {
    const claiming = this.claims.claim(call);
    try {
      return await this.budgeted(scope, claiming, (claimed) => claimed);
    } catch (error) {
      void this.loadLate(call, claiming);
      throw error;
    }
  }

  /**
   * Loads under a CLAIM that this reader could not wait for, unless another reader does. Otherwise nothing would ever be
   * stored where Redis is so far away that a READ and a CLAIM cost more than a request may lose.
   */
  private async loadLate(call: CacheCall, claiming: Promise<ClaimedStamp>): Promise<void> {
    const claimed = await claiming.catch(() => null);
    // Readers that did wait for this CLAIM start their load first.
    await setImmediate();
    if (claimed?.granted !== true || this.loads.underStamp(call, claimed.stamp) !== undefined) return;
    if (this.take(call, claimed, claimed.sentAt) !== null) return this.claims.release(call, claimed);
    // The caller was already answered by a bypass load, including any error.
    await this.loads.start(call, claimed).catch(() => undefined);
  }

  private async loaded(call: CacheCall, claimed: ClaimedStamp): Promise<CacheAnswer> {
    // Nothing may be awaited between finding no in-flight load and starting one.
    const joined = this.loads.underStamp(call, claimed.stamp) && (await this.join(call, claimed.stamp));
    if (joined) return joined;
    const { entry, loadedHere } = await this.loads.start(call, claimed);
    const status = loadedHere
      ? ({ result: 'miss', tier: 'load', isStored: this.loader.isStorable(entry) } as const)
      : ({ result: 'collapsed', tier: 'load' } as const);
    return { entry, status, readOn: call.beganOn };
  }

  /** Result of the in-flight load for this stamp, unless it had expired before this read began. */
  private async join(call: CacheCall, stamp: string): Promise<CacheAnswer | null> {
    const loaded = await this.loads.underStamp(call, stamp);
    if (loaded === undefined || loaded.entry.validUntil <= call.beganOn) return null;
    return { entry: loaded.entry, status: { result: 'collapsed', tier: 'load' }, readOn: call.beganOn };
  }

  private cached({ address, generation, beganAt, beganOn }: CacheCall): L1Entry | undefined {
    const cached = this.l1.get(address.id);
    // @mutant l1-ignores-valid-until
    if (cached?.generation !== generation || cached.isDead || cached.entry.validUntil <= beganOn)
      return undefined;
    cached.readAt = beganAt;
    return cached;
  }

  /** The entry in the store's reply, if it may be served; L1 keeps it too. */
  private take(call: CacheCall, found: Snapshot | ClaimedStamp, sentAt: number): Entry | null {
    return this.l1.take(call, found, sentAt, this.clock.now());
  }

  /** Limits the time that a request waits for the store, over all its reads (S3); the time of `onResult` does not count. */
  private budgeted<Result, Next>(
    scope: ReadScope,
    answer: Promise<Result>,
    onResult: (result: Result) => Next | Promise<Next>,
  ): Promise<Next> {
    const limit = this.env.REDIS_COMMAND_TIMEOUT_MS;
    const now = performance.now();
    const left = limit - scope.waitedUntil(now);
    scope.waits(now);
    // A whole budget needs no timer of its own: the command timeout is as long, once this turn of the event loop is over.
    return (left < limit ? withTimeout(left, answer) : answer).then(
      (result) => {
        scope.waited();
        return onResult(result);
      },
      (error: unknown) => {
        scope.waited();
        throw error;
      },
    );
  }
}

function hit({ beganOn }: CacheCall, entry: Entry, tier: 'l1' | 'redis' | 'memory'): CacheAnswer {
  return { entry, status: { result: 'hit', tier }, readOn: beganOn };
}
