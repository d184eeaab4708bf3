import { type CacheAnswer, worstOf } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { isUncached } from './load-scope.js';
import { Scope, scope } from './scope.js';

/** State shared by the cached reads of one request. */
export class ReadScope extends Scope {
  private last: CacheAnswer | undefined;
  private worst: CacheAnswer | undefined;
  private waitedMs = 0;
  private waiting = 0;
  private waitingSince = 0;

  answered(answer: CacheAnswer, _call: CacheCall): void {
    this.last = answer;
    this.worst = this.worst === undefined ? answer : worstOf(this.worst, answer);
  }

  /**
   * Returns and clears the answer of the last cached read, whose body may be sent if its value is what the handler returned,
   * and the least favourable answer of all cached reads, for `Cache-Status`. They are cleared because timers and writes that
   * the request started refer to its scope for longer than the request lasts, and would keep every body alive until the next
   * full garbage collection.
   */
  take(): { readonly last: CacheAnswer | undefined; readonly worst: CacheAnswer | undefined } {
    const { last, worst } = this;
    this.last = this.worst = undefined;
    return { last, worst };
  }

  /** Milliseconds that this request has waited for the store so far, on the budget's clock; concurrent reads count once. */
  waitedUntil(now: number): number {
    return this.waitedMs + (this.waiting > 0 ? now - this.waitingSince : 0);
  }

  /** Counts the time from `now` until {@link waited} was called as often as this. */
  waits(now: number): void {
    if (this.waiting++ === 0) this.waitingSince = now;
  }

  waited(now: number): void {
    if (--this.waiting === 0) this.waitedMs += now - this.waitingSince;
  }
}

/**
 * Scope of a job's reads. They are not requests of users: they count neither as hits and misses nor as usage.
 */
export class JobScope extends ReadScope {
  constructor() {
    super(undefined, true);
  }
}

/** Scope of reads that someone wants to hear of when they change: as a job's, and it keeps what was read. */
export class LookScope extends JobScope {
  readonly reads: { readonly address: CacheCall['address']; readonly answer: CacheAnswer }[] = [];

  override answered(answer: CacheAnswer, call: CacheCall): void {
    super.answered(answer, call);
    this.reads.push({ address: call.address, answer });
  }
}

/** Runs the work of one request with its own scope. Inside a load there is no scope, since nothing is cached there. */
export function runInReadScope<Result>(own: ReadScope, work: () => Result): Result {
  return isUncached() ? work() : scope.run(own, work);
}

export function currentReadScope(): ReadScope | undefined {
  const current = scope.getStore();
  return current instanceof ReadScope ? current : undefined;
}
