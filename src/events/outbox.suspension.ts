import { Injectable } from '@nestjs/common';
import { Cache } from '../cache/cache.js';

/** How long an outbox row may wait for its writer before the relays take it (rule 14). */
export const OVERDUE_MS = 300;
/** How long it may wait in all, if the relays cannot publish it either, before reads bypass the cache. */
export const STUCK_MS = 800;

const REASON = 'outbox';

/** The unpublished rows that the relay's poll found. */
export interface PendingRows {
  readonly pending: number;
  /** The highest id among those that are pending for longer than {@link STUCK_MS}; 0 when there is none. */
  readonly stuckId: number;
  /** The highest id among them; 0 when there is none. */
  readonly newestId: number;
}

/**
 * Suspends the cache for unpublished changes (rule 14): from the moment one is known until the rows that were pending at that
 * moment are done. Later rows suspend it again if no relay publishes them in time either.
 */
@Injectable()
export class OutboxSuspension {
  /** How many suspensions have ended. */
  ended = 0;
  private isRequested = false;
  private barrier: number | undefined;

  constructor(private readonly cache: Cache) {}

  /** Call when some change is known to be unpublished. Suspends the cache at least until the relay's next poll. */
  request(): void {
    this.isRequested = true;
    this.cache.suspend(REASON);
  }

  /** Records the result of a poll. */
  record({ newestId }: Pick<PendingRows, 'newestId'>): void {
    if (!this.isRequested) return;
    this.isRequested = false;
    this.begin(newestId);
  }

  /** Call when the rows up to `barrier` were pending for too long already, and are still after a relay's round. */
  stuck(barrier: number): void {
    // @mutant stuck-row-suspends-nothing
    if (this.barrier === undefined) this.begin(barrier);
  }

  private begin(barrier: number): void {
    this.barrier = barrier;
    this.cache.suspend(REASON);
  }

  /** The id up to which all rows must be done before {@link end}; undefined if nothing is suspended or no poll has completed since
   * {@link request}. */
  get waitsFor(): number | undefined {
    return this.isRequested ? undefined : this.barrier;
  }

  end(): void {
    if (this.isRequested) return;
    this.barrier = undefined;
    this.ended += 1;
    this.cache.resume(REASON);
  }
}
