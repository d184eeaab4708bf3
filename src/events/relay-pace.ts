import type { Cache } from '../cache/cache.js';
import { MINUTE_MS, SECOND_MS } from '../time/durations.js';
import type { OutboxState } from './outbox.queue.js';

export const POLL_MS = 500;
/**
 * While nothing has changed for {@link QUIET_AFTER_MS}, one poll in three is enough: other programs' changes, and those that are handed
 * over, are notified. Only the changes of an instance that died before it published them wait for a poll, and S2 gives that 2 s.
 */
const QUIET_POLL_MS = 3 * POLL_MS;
const QUIET_AFTER_MS = 5 * SECOND_MS;
/** A timer may fire early or late. */
const TOLERANCE_MS = 250;
const PRUNE_MS = 10 * SECOND_MS;
const QUIET_PRUNE_MS = 2 * MINUTE_MS;

/** How often the relay polls and prunes: less often while nothing happens. All times are on `performance.now()`. */
export class RelayPace {
  private polledAt = 0;
  /** When a poll last found anything, or failed. */
  private activeAt = 0;
  private prunedAt = Number.NEGATIVE_INFINITY;
  private lastId = 0;

  constructor(private readonly cache: Cache) {}

  get isPollDue(): boolean {
    return !this.isQuiet || performance.now() - this.polledAt > QUIET_POLL_MS - TOLERANCE_MS;
  }

  /** Within how many milliseconds the next poll is answered, if the database answers. */
  get nextPollMs(): number {
    return (this.isQuiet ? QUIET_POLL_MS : POLL_MS) + TOLERANCE_MS;
  }

  get isPruneDue(): boolean {
    return performance.now() - this.prunedAt >= (this.isQuiet ? QUIET_PRUNE_MS : PRUNE_MS);
  }

  polls(): void {
    this.polledAt = performance.now();
  }

  failed(): void {
    this.activeAt = performance.now();
  }

  pruned(): void {
    this.prunedAt = performance.now();
  }

  /** @param isMarking whether rows are still being marked that a new generation has made superfluous. */
  found(state: OutboxState, isMarking: boolean): void {
    const isActive =
      state.pending > 0 ||
      state.lastId !== this.lastId ||
      state.generation !== this.cache.generation ||
      isMarking ||
      this.cache.suspended !== null;
    this.lastId = state.lastId;
    if (isActive) this.activeAt = performance.now();
  }

  private get isQuiet(): boolean {
    return performance.now() - this.activeAt > QUIET_AFTER_MS;
  }
}
