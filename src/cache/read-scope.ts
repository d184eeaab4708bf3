import { type CacheAnswer, worstOf } from './cache.answer.js';
import { isUncached } from './load-scope.js';
import { scope } from './scope.js';

/** What the cached reads of one request have in common. */
export class ReadScope {
  /** The last cached read's answer; its body may be sent if its value is what the handler returned. */
  answer: CacheAnswer | undefined;
  /** Of all cached reads, the one that says most about how the request was answered. */
  worst: CacheAnswer | undefined;
  private waitedMs = 0;
  private waiting = 0;
  private waitingSince = 0;

  answered(answer: CacheAnswer): void {
    this.answer = answer;
    this.worst = this.worst === undefined ? answer : worstOf(this.worst, answer);
  }

  /** Milliseconds that this request has waited for the store so far; reads side by side count once. */
  waitedUntil(now: number): number {
    return this.waitedMs + (this.waiting > 0 ? now - this.waitingSince : 0);
  }

  /** Counts the time until `answer` settles as waited. */
  counted<Result>(answer: Promise<Result>): Promise<Result> {
    if (this.waiting++ === 0) this.waitingSince = performance.now();
    const settled = () => {
      if (--this.waiting === 0) this.waitedMs += performance.now() - this.waitingSince;
    };
    answer.then(settled, settled);
    return answer;
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
