import type { DirectQuery } from '../database/direct.connection.js';
import { MINUTE_MS, SECOND_MS } from '../time/durations.js';

/** A row by the order of the index that finds pending rows. */
interface Position {
  readonly transaction: string;
  readonly id: string;
}

const START: Position = { transaction: '0', id: '0' };
/** Within this time every instance has learned of a new generation (S2). Until then a row that it covers may still be served as it was before. */
const LEARNED_MS = 2 * SECOND_MS;
const KEPT_MS = 5 * MINUTE_MS;
const MOST_ROWS = 1000;
const FEWEST_ROWS = 10;
/** The relay's next poll must not wait longer for a cleanup, nor a notification for a statement of it. */
const BUDGET_MS = 100;
const STATEMENT_MS = 50;

/**
 * Marks and deletes outbox rows that nothing waits for. Each statement is a transaction of its own and bounded in rows; each
 * call is bounded in time. After a statement that failed or took long, the next one takes fewer rows. Rows locked by
 * others are skipped, so relays share the work.
 */
export class OutboxCleanup {
  private rows = MOST_ROWS;
  private isInterrupted = false;
  private generation: string | null = null;
  private isMarkingRows = false;
  private markFrom = 0;
  /** The last row that was visited; rows before it are not visited again, because they may be dead rows. */
  private marked: Position = START;
  /** When the last pruned row was done, in ms by the database's clock. */
  private prunedUntil = 0;

  /** @param clockSince what the database's clock showed so many ms ago */
  constructor(
    private readonly query: DirectQuery,
    private readonly clockSince: (ageMs: number) => Promise<number>,
  ) {}

  /** Ends the current call after its statement: there is something more urgent to do. */
  interrupt(): void {
    this.isInterrupted = true;
  }

  /** Whether rows are still to be marked that the present generation covers. */
  get isMarking(): boolean {
    return this.isMarkingRows;
  }

  /** Marks rows done that this generation covers: a part of them in each call, once every instance has learned of it. */
  async follow(generation: string | null): Promise<void> {
    if (generation !== this.generation) {
      this.generation = generation;
      this.marked = START;
      this.isMarkingRows = true;
      this.markFrom = performance.now() + LEARNED_MS;
    }
    if (this.isMarkingRows && performance.now() >= this.markFrom)
      this.isMarkingRows = await this.markForgotten();
  }

  /** Deletes rows that were done long ago. @returns whether there is more to do */
  async prune(): Promise<boolean> {
    const until = await this.clockSince(KEPT_MS);
    // The clock was set back.
    if (this.prunedUntil > until) this.prunedUntil = 0;
    return this.inBatches(async (limit) => {
      const pruned = await this.query<{ doneMs: number }>(
        `DELETE FROM outbox WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM outbox
           WHERE done_at >= to_timestamp($1::float8 / 1000) AND done_at < to_timestamp($2::float8 / 1000)
           ORDER BY done_at LIMIT $3 FOR UPDATE SKIP LOCKED))
         RETURNING extract(epoch FROM done_at)::float8 * 1000 AS "doneMs"`,
        [this.prunedUntil - MINUTE_MS, until, limit],
      );
      this.prunedUntil = pruned.reduce((last, { doneMs }) => Math.max(last, doneMs), this.prunedUntil);
      return pruned.length;
    });
  }

  /** @returns whether there is more to do */
  private async markForgotten(): Promise<boolean> {
    return this.inBatches(async (limit) => {
      const [last] = await this.query<Position & { count: number }>(
        `WITH batch AS MATERIALIZED (
           SELECT ctid AS place, transaction, id FROM outbox
           WHERE done_at IS NULL AND (transaction, id) > ($1::xid8, $2::bigint)
             AND transaction < pg_snapshot_xmax((SELECT outbox_watermark()))
             AND pg_visible_in_snapshot(transaction, (SELECT outbox_watermark()))
           ORDER BY transaction, id LIMIT $3
         ), marked AS (
           UPDATE outbox SET done_at = clock_timestamp() WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM outbox
             WHERE ctid = ANY (ARRAY(SELECT place FROM batch)) AND done_at IS NULL FOR UPDATE SKIP LOCKED))
         )
         SELECT transaction::text, id::text, (SELECT count(*)::int FROM batch) AS count
         FROM batch ORDER BY batch.transaction DESC, batch.id DESC LIMIT 1`,
        [this.marked.transaction, this.marked.id, limit],
      );
      this.marked = last ?? this.marked;
      return last?.count ?? 0;
    });
  }

  private async inBatches(statement: (limit: number) => Promise<number>): Promise<boolean> {
    const end = performance.now() + BUDGET_MS;
    this.isInterrupted = false;
    do {
      const limit = this.rows;
      const begun = performance.now();
      this.resize(limit / 4);
      const found = await statement(limit);
      this.resize(limit * Math.min(2, STATEMENT_MS / (performance.now() - begun)));
      if (found < limit) return false;
    } while (!this.isInterrupted && performance.now() < end);
    return true;
  }

  private resize(rows: number): void {
    this.rows = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.trunc(rows)));
  }
}
