import { Injectable } from '@nestjs/common';
import { Cache } from '../cache/cache.js';

/** How long an outbox row may wait for its writer before the relays take it and reads bypass the cache (rule 14). */
export const OVERDUE_MS = 300;

const REASON = 'outbox';

/** Which rows nobody has published yet, as the relay's poll saw them. */
export interface PendingRows {
  readonly pending: number;
  /** Milliseconds since the oldest was written; 0 when there is none. */
  readonly oldestMs: number;
  /** The highest id among them; 0 when there is none. */
  readonly newestId: number;
}

/**
 * Rule 14: reads bypass the cache from the moment an unpublished change is known until the rows that were pending at
 * that moment are done. Rows that come later suspend again if they, too, become overdue.
 */
@Injectable()
export class OutboxSuspension {
  /** How often all rows that were waited for have been published. */
  ended = 0;
  private told = false;
  private barrier: number | undefined;

  constructor(private readonly cache: Cache) {}

  /** A change is known to be unpublished, though not yet which: suspends until the relay has looked. */
  tell(): void {
    this.told = true;
    this.cache.suspend(REASON);
  }

  /** What the poll found. */
  seen(rows: PendingRows): void {
    // @mutant overdue-row-suspends-nothing
    if (this.told || (this.barrier === undefined && rows.oldestMs > OVERDUE_MS)) {
      this.told = false;
      this.barrier = rows.newestId;
      this.cache.suspend(REASON);
    }
  }

  /** The id up to which all rows must be done before {@link end}; undefined when nothing is suspended, or not looked yet. */
  get waitsFor(): number | undefined {
    return this.told ? undefined : this.barrier;
  }

  end(): void {
    if (this.told) return;
    this.barrier = undefined;
    this.ended += 1;
    this.cache.resume(REASON);
  }
}
