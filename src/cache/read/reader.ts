import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import type { CacheAnswer } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { CacheStore, type Snapshot } from '../store/cache.store.js';
import { Claims, type Held } from './claims.js';
import { Confirmations } from './confirmations.js';
import { within } from '../store/deadline.js';
import type { Entry } from '../entry/entry.js';
import { Flights } from './flights.js';
import { L1, type Kept } from './l1.js';
import { Loader } from './loader.js';
import { JobScope } from './read.counter.js';
import type { ReadScope } from './read-scope.js';
import { stampNow } from '../entry/stamp.js';

/** The way of a read while the store may be used: L1, the store, another's load, an own load. */
@Injectable()
export class Reader {
  constructor(
    private readonly store: CacheStore,
    private readonly confirmations: Confirmations,
    private readonly claims: Claims,
    private readonly flights: Flights,
    private readonly loader: Loader,
    private readonly l1: L1,
    private readonly clock: Clock,
    private readonly env: Env,
    private readonly metrics: CacheMetrics,
  ) {}

  /** The answer that needs no store: L1's, while its lease lasts. */
  leased(call: CacheCall): CacheAnswer | undefined {
    const kept = this.kept(call);
    if (kept === undefined || !this.l1.isLeased(kept, call.beganAt)) return undefined;
    this.confirmations.askAhead(call, kept);
    return hit(call, kept.entry, 'l1');
  }

  /**
   * For what {@link leased} does not answer. Throws what the load throws, and StoreUnavailable when the store could not say
   * what may be served. Not async: a hit pays for each promise.
   */
  read(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    const kept = this.kept(call);
    if (kept === undefined) return this.fetch(call, scope);
    return this.budgeted(scope, this.confirmations.ask(call, kept), (confirmed) =>
      confirmed.has(kept) ? hit(call, kept.entry, 'l1') : this.fetch(call, scope),
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
    if (found.entry !== null && !(scope instanceof JobScope)) this.metrics.region(call.region.name).voided++;
    const stamp = stampNow(found, call.generation, null);
    const joined = stamp === null ? null : await this.join(call, stamp);
    return joined ?? this.miss(call, scope);
  }

  /** Loads anew under a stamp of its own claiming, whatever is there. */
  async renew(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    return this.loaded(call, await this.claim(call, scope));
  }

  /** Claims a stamp, and joins or starts the load under it. */
  private async miss(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    // @mutant load-before-claim
    const held = await this.claim(call, scope);
    const stored = this.take(call, held, held.sentAt);
    if (stored !== null) {
      void this.claims.release(call, held);
      return hit(call, stored, this.store.mode);
    }
    return this.loaded(call, held);
  }

  private async claim(call: CacheCall, scope: ReadScope): Promise<Held> {
    const claiming = this.claims.claim(call);
    try {
      return await this.budgeted(scope, claiming, (held) => held);
    } catch (error) {
      void this.abandon(call, claiming);
      throw error;
    }
  }

  /**
   * Loads under a CLAIM that this reader could not wait for, unless another reader does: else nothing would ever be stored
   * where Redis is so far away that a READ and a CLAIM cost more than a request may lose.
   */
  private async abandon(call: CacheCall, claiming: Promise<Held>): Promise<void> {
    const held = await claiming.catch(() => null);
    // Those who did wait for it start their flight first.
    await setImmediate();
    if (held?.granted !== true || this.flights.underStamp(call, held.stamp) !== undefined) return;
    if (this.take(call, held, held.sentAt) !== null) return this.claims.release(call, held);
    // Who asked has his answer from elsewhere, errors of the load included.
    await this.flights.start(call, held).catch(() => undefined);
  }

  private async loaded(call: CacheCall, held: Held): Promise<CacheAnswer> {
    // Nothing may be awaited between finding no flight and starting one.
    const joined = this.flights.underStamp(call, held.stamp) && (await this.join(call, held.stamp));
    if (joined) return joined;
    const { entry, loadedHere } = await this.flights.start(call, held);
    const status = loadedHere
      ? ({ result: 'miss', tier: 'load', isStored: this.loader.isStorable(entry) } as const)
      : ({ result: 'collapsed', tier: 'load' } as const);
    return { entry, status, readOn: call.beganOn };
  }

  /** The answer of the flight under this stamp, if its time had not come when this reader began. */
  private async join(call: CacheCall, stamp: string): Promise<CacheAnswer | null> {
    const landed = await this.flights.underStamp(call, stamp);
    if (landed === undefined || landed.entry.validUntil <= call.beganOn) return null;
    return { entry: landed.entry, status: { result: 'collapsed', tier: 'load' }, readOn: call.beganOn };
  }

  private kept({ address, generation, beganAt, beganOn }: CacheCall): Kept | undefined {
    const kept = this.l1.get(address.id);
    // @mutant l1-ignores-valid-until
    if (kept?.generation !== generation || kept.isDead || kept.entry.validUntil <= beganOn) return undefined;
    kept.readAt = beganAt;
    return kept;
  }

  /** The entry in the store's answer, if it may be served; L1 gets it too. */
  private take(call: CacheCall, found: Snapshot | Held, sentAt: number): Entry | null {
    return this.l1.take(call, found, sentAt, this.clock.now());
  }

  /** Redis may cost a request so much and no more, however many reads it makes (S3); `then` does not count. */
  private budgeted<Result, Next>(
    scope: ReadScope,
    answer: Promise<Result>,
    then: (result: Result) => Next | Promise<Next>,
  ): Promise<Next> {
    const limit = this.env.REDIS_COMMAND_TIMEOUT_MS;
    const now = performance.now();
    const left = limit - scope.waitedUntil(now);
    scope.waits(now);
    // A whole budget needs no timer of its own: the command's is as long, once this turn of the event loop is over.
    return (left < limit ? within(left, answer) : answer).then(
      (result) => {
        scope.waited();
        return then(result);
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
