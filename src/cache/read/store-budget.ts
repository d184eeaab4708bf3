import { Injectable } from '@nestjs/common';
import { AwakeClock } from '../../time/awake-clock.js';
import { withTimeout } from '../../time/timeout.js';
import { storeTimedOut } from '../entry/cache.errors.js';
import { CacheOptions } from '../entry/cache.options.js';
import { CacheStore } from '../store/cache.store.js';
import type { StoreWaits } from './store-waits.js';

/**
 * Limits the time that a request waits for the store, over all that it awaits there before it writes (S3). Waits that are not the store's do not count:
 * pauses of this process, and commands that wait for their turn in it (rule 23).
 */
@Injectable()
export class StoreBudget {
  private readonly limitMs: number;
  private readonly clock: AwakeClock;

  constructor(
    { commandTimeoutMs }: CacheOptions,
    private readonly store: CacheStore,
  ) {
    this.limitMs = commandTimeoutMs;
    this.clock = new AwakeClock((ms) => (store.isBehind ? 0 : ms));
  }

  /**
   * Resolves to the result of `onResult`, whose own time does not count. @throws StoreUnavailable when the request has waited
   * for as long as it may. Not async: a hit pays for each promise.
   */
  spend<Result, Next>(
    waits: StoreWaits,
    answer: Promise<Result>,
    onResult: (result: Result) => Next | Promise<Next>,
  ): Promise<Next> {
    const { clock, limitMs } = this;
    const now = clock.begin();
    const left = limitMs - waits.until(now);
    waits.begin(now);
    // A full budget needs no alarm of its own, unless commands wait for their turn: the command timeout is just as long,
    // counted from the end of this event loop turn.
    const needsAlarm = left < limitMs || this.store.isBehind;
    return (needsAlarm ? withTimeout(left, answer, storeTimedOut, clock) : answer).then(
      (result) => {
        waits.end(clock.end());
        return onResult(result);
      },
      (error: unknown) => {
        waits.end(clock.end());
        throw error;
      },
    );
  }
}
