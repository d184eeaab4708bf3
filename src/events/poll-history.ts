import { MINUTE_MS, SECOND_MS } from '../time/durations.js';

/** What a poll of the outbox learned about time in the database. */
export interface DatabaseMoment {
  /** `pg_current_snapshot()`: the transactions that had ended. */
  readonly snapshot: string;
  /** `clock_timestamp()`, in epoch ms. */
  readonly clockMs: number;
}

interface Poll extends DatabaseMoment {
  /** On `performance.now()`. */
  readonly at: number;
}

/** Polls closer together than this are not remembered separately. */
const SPACING_MS = 100;
/** The longest time that {@link PollHistory.clockSince} covers exactly. */
const KEPT_MS = 6 * MINUTE_MS;
/** The clock may be set back between two polls, and rows written in between. */
const SLACK_MS = 2 * SECOND_MS;

/**
 * Tells how old rows are by this process's monotonic clock: the database's wall clock may be set to another time at any
 * moment. It remembers which transactions had ended, and what the database's clock showed, at the polls of the last minutes.
 */
export class PollHistory {
  private polls: Poll[] = [];

  /** @param at when the poll was answered, on `performance.now()` */
  record(at: number, { snapshot, clockMs }: DatabaseMoment): void {
    const last = this.polls.at(-1);
    if (last !== undefined && at - last.at < SPACING_MS) return;
    const forgotten = this.polls.findIndex((poll) => poll.at >= at - KEPT_MS);
    if (forgotten > 1) this.polls.splice(0, forgotten - 1);
    this.polls.push({ at, snapshot, clockMs });
  }

  /** A snapshot that is at least `ageMs` old, the latest of those: what it shows as ended was committed before. */
  snapshotBefore(now: number, ageMs: number): string | undefined {
    return this.polls.findLast((poll) => now - poll.at >= ageMs)?.snapshot;
  }

  /**
   * The lowest time that the database's clock can have shown in the last `ageMs`, in epoch ms. The time before the first poll is
   * taken to have passed without a jump.
   * @param clockMs what the clock shows now
   */
  clockSince(now: number, ageMs: number, clockMs: number): number {
    const first = this.polls.findLastIndex((poll) => now - poll.at >= ageMs);
    const within = this.polls.slice(Math.max(first, 0));
    const covered = within[0] === undefined ? 0 : Math.min(now - within[0].at, ageMs);
    return Math.min(clockMs, ...within.map((poll) => poll.clockMs)) - (ageMs - covered) - SLACK_MS;
  }
}
