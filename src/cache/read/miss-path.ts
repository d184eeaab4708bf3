import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { type CacheAnswer, hitFrom, loadedFrom } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import type { Entry } from '../entry/entry.js';
import { stampNow } from '../entry/stamp.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { CacheStore, type Snapshot } from '../store/cache.store.js';
import { InFlightLoads } from './in-flight-loads.js';
import { L1 } from './l1.js';
import { JobScope, type ReadScope } from './read-scope.js';
import { type ClaimedStamp, StampClaims } from './stamp-claims.js';
import { StoreBudget } from './store-budget.js';

/** Answers a read for which the store has no valid entry: joins an in-flight load, else claims a stamp and loads. */
@Injectable()
export class MissPath {
  constructor(
    private readonly store: CacheStore,
    private readonly claims: StampClaims,
    private readonly loads: InFlightLoads,
    private readonly l1: L1,
    private readonly budget: StoreBudget,
    private readonly clock: Clock,
    private readonly metrics: CacheMetrics,
  ) {}

  /** @param found the store's reply to READ. Throws what the load throws. @throws StoreUnavailable */
  async read(call: CacheCall, scope: ReadScope, found: Snapshot): Promise<CacheAnswer> {
    if (found.entry !== null) this.countInvalidated(call, scope);
    const stamp = stampNow(found, call.generation, null);
    const joined = stamp === null ? null : await this.join(call, stamp);
    return joined ?? this.claimOrLoad(call, scope);
  }

  /** As {@link read}, if the store has just said that a token is missing: its CLAIM comes first (rule 11). */
  async readForgotten(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    this.countInvalidated(call, scope);
    return this.claimOrLoad(call, scope);
  }

  private countInvalidated({ region }: CacheCall, scope: ReadScope): void {
    if (!(scope instanceof JobScope)) this.metrics.region(region.name).invalidatedMisses++;
  }

  /**
   * As {@link read} for many calls: all CLAIMs are sent before any is awaited, and no load begins before all are answered, so that
   * those which are granted can be one load. Calls with a load in flight join it meanwhile.
   * @throws StoreUnavailable if any CLAIM failed; those that were granted are taken back
   */
  async readMany(
    misses: ReadonlyMap<CacheCall, Snapshot>,
    scope: ReadScope,
  ): Promise<(readonly [CacheCall, CacheAnswer])[]> {
    const joining: Promise<readonly [CacheCall, CacheAnswer]>[] = [];
    const claiming: CacheCall[] = [];
    for (const [call, found] of misses) {
      const stamp = stampNow(found, call.generation, null);
      if (stamp !== null && this.loads.underStamp(call, stamp) !== undefined) {
        joining.push(this.read(call, scope, found).then((answer) => [call, answer]));
      } else {
        if (found.entry !== null) this.countInvalidated(call, scope);
        claiming.push(call);
      }
    }
    const [joined, loaded] = await Promise.all([Promise.all(joining), this.claimAndLoad(claiming, scope)]);
    return [...joined, ...loaded];
  }

  private async claimAndLoad(
    calls: readonly CacheCall[],
    scope: ReadScope,
  ): Promise<(readonly [CacheCall, CacheAnswer])[]> {
    const claims = await Promise.allSettled(calls.map((call) => this.claim(call, scope)));
    const failed = claims.find((claim) => claim.status === 'rejected');
    const claimed = calls.flatMap((call, index) => {
      const claim = claims[index];
      return claim?.status === 'fulfilled' ? [[call, claim.value] as const] : [];
    });
    if (failed !== undefined) {
      for (const [call, claim] of claimed) void this.claims.release(call, claim);
      throw failed.reason;
    }
    return Promise.all(
      claimed.map(async ([call, claim]) => [call, await this.takeOrLoad(call, claim)] as const),
    );
  }

  /**
   * For a load that has claimed the tokens of this stamp: the entry under it, stored or loaded; `null` if the store shows others. Throws what
   * the load throws. @throws StoreUnavailable
   */
  async readUnder(call: CacheCall, scope: ReadScope, stamp: string): Promise<Entry | null> {
    const joined = await this.join(call, stamp);
    if (joined !== null) return joined.entry;
    const sentAt = performance.now();
    const reply = this.store.read(call.address, { entry: true });
    const found = await this.budget.spend(scope.storeWaits, reply, (snapshot) => snapshot);
    if (stampNow(found, call.generation, null) !== stamp) return null;
    const stored = this.l1.take(call, found, sentAt, this.clock.now());
    if (stored !== null) return stored;
    const claimed = await this.claim(call, scope);
    // @mutant derives-under-another-stamp
    if (claimed.stamp === stamp) return (await this.takeOrLoad(call, claimed)).entry;
    void this.claims.release(call, claimed);
    return null;
  }

  private async claimOrLoad(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    // @mutant load-before-claim
    return this.takeOrLoad(call, await this.claim(call, scope));
  }

  private takeOrLoad(call: CacheCall, claimed: ClaimedStamp): CacheAnswer | Promise<CacheAnswer> {
    const stored = this.take(call, claimed);
    if (stored !== null) {
      void this.claims.release(call, claimed);
      return hitFrom(this.store.mode, call.beganOn, stored);
    }
    return this.joinOrLoad(call, claimed);
  }

  private async claim(call: CacheCall, scope: ReadScope): Promise<ClaimedStamp> {
    const claiming = this.claims.claim(call);
    try {
      return await this.budget.spend(scope.storeWaits, claiming, (claimed) => claimed);
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
    if (this.take(call, claimed) !== null) return this.claims.release(call, claimed);
    // The caller was already answered by a bypass load, including any error.
    await this.loads.start(call, claimed).catch(() => undefined);
  }

  private async joinOrLoad(call: CacheCall, claimed: ClaimedStamp): Promise<CacheAnswer> {
    // Nothing may be awaited between finding no in-flight load and starting one.
    const joined = this.loads.underStamp(call, claimed.stamp) && (await this.join(call, claimed.stamp));
    return joined ?? loadedFrom(call.beganOn, await this.loads.start(call, claimed));
  }

  /** Result of the in-flight load for this stamp, unless it had expired before this read began. */
  private async join(call: CacheCall, stamp: string): Promise<CacheAnswer | null> {
    const result = await this.loads.underStamp(call, stamp);
    if (result === undefined || result.entry.validUntil <= call.beganOn) return null;
    return loadedFrom(call.beganOn, { entry: result.entry, loadedHere: false });
  }

  /** The entry in the reply to CLAIM, if it may be served; L1 keeps it too. */
  private take(call: CacheCall, claimed: ClaimedStamp): Entry | null {
    return this.l1.take(call, claimed, claimed.sentAt, this.clock.now());
  }
}
