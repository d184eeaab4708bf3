import { Injectable } from '@nestjs/common';
import { CacheOptions } from '../entry/cache.options.js';
import { withTimeout } from '../store/timeout.js';
import type { ReadScope } from './read-scope.js';

/** Limits the time that a request waits for the store, over all its reads (S3). */
@Injectable()
export class StoreBudget {
  private readonly limitMs: number;

  constructor({ commandTimeoutMs }: CacheOptions) {
    this.limitMs = commandTimeoutMs;
  }

  /**
   * Resolves to the result of `onResult`, whose own time does not count. @throws StoreUnavailable when the request has waited
   * for as long as it may. Not async: a hit pays for each promise.
   */
  spend<Result, Next>(
    scope: ReadScope,
    answer: Promise<Result>,
    onResult: (result: Result) => Next | Promise<Next>,
  ): Promise<Next> {
    const now = performance.now();
    const left = this.limitMs - scope.waitedUntil(now);
    scope.waits(now);
    // A full budget needs no extra timer: the command timeout is just as long, counted from the end of this event loop
    // turn.
    return (left < this.limitMs ? withTimeout(left, answer) : answer).then(
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
