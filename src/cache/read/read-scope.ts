import { type CacheAnswer, worstOf } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { isUncached } from './load-scope.js';
import { type RequestNames, Scope, scope } from './scope.js';
import { StoreWaits } from './store-waits.js';

/** State shared by the cached reads of one request. */
export class ReadScope extends Scope {
  private last: CacheAnswer | undefined;
  private worst: CacheAnswer | undefined;

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
}

/**
 * Scope of a whole request. It keeps answers only between {@link begin} and {@link take}: what a request reads before and after its
 * handler is not part of its answer.
 */
export class RequestScope extends ReadScope {
  private isAnswering = false;

  constructor(request: RequestNames) {
    super(request, false, new StoreWaits());
  }

  /** Whether answers are kept from now on; `false` if they are kept already, for an enclosing handler. */
  begin(): boolean {
    const begins = !this.isAnswering;
    this.isAnswering = true;
    return begins;
  }

  override answered(answer: CacheAnswer, call: CacheCall): void {
    if (this.isAnswering) super.answered(answer, call);
  }

  override take(): ReturnType<ReadScope['take']> {
    this.isAnswering = false;
    return super.take();
  }
}

/**
 * Scope of a job's reads. They are not requests of users: they count neither as hits and misses nor as usage, nor as waits of a request.
 */
export class JobScope extends ReadScope {
  constructor() {
    super(undefined, true, new StoreWaits());
  }
}

/** Scope of a job's reads that records each of them, for a caller that must know when one of them changes. */
export class RecordedScope extends JobScope {
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
  const current = scope.current;
  return current instanceof ReadScope ? current : undefined;
}
