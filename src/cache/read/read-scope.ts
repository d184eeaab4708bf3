import { type CacheAnswer, worstOf } from '../entry/cache.answer.js';
import { isUncached } from './load-scope.js';
import { Scope, scope } from './scope.js';

/** What the cached reads of one request have in common. */
export class ReadScope extends Scope {
  private last: CacheAnswer | undefined;
  private worst: CacheAnswer | undefined;
  private waitedMs = 0;
  private waiting = 0;
  private waitingSince = 0;

  answered(answer: CacheAnswer): void {
    this.last = answer;
    this.worst = this.worst === undefined ? answer : worstOf(this.worst, answer);
  }

  /**
   * The answer of the last cached read, whose body may be sent if its value is what the handler returned, and of all cached
   * reads the one that says most about how the request was answered. Once: what was begun in the request's context (timers,
   * writes) refers to its scope for longer than the request lasts, and would keep every body until the next full garbage
   * collection.
   */
  take(): { readonly last: CacheAnswer | undefined; readonly worst: CacheAnswer | undefined } {
    const { last, worst } = this;
    this.last = this.worst = undefined;
    return { last, worst };
  }

  /** Milliseconds that this request has waited for the store so far; reads side by side count once. */
  waitedUntil(now: number): number {
    return this.waitedMs + (this.waiting > 0 ? now - this.waitingSince : 0);
  }

  /** Counts the time from now until as many have {@link waited} as wait. */
  waits(now: number): void {
    if (this.waiting++ === 0) this.waitingSince = now;
  }

  waited(): void {
    if (--this.waiting === 0) this.waitedMs += performance.now() - this.waitingSince;
  }
}

/** Runs one request's work with a scope of its own; inside a load there is nothing to scope, since nothing is cached. */
export function runInReadScope<Result>(own: ReadScope, work: () => Result): Result {
  return isUncached() ? work() : scope.run(own, work);
}

export function currentReadScope(): ReadScope | undefined {
  const current = scope.getStore();
  return current instanceof ReadScope ? current : undefined;
}
