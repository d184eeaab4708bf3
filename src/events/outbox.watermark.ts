import type { DirectQuery } from '../database/direct.connection.js';

/** A moment of the outbox, as one poll found it. */
interface Moment {
  readonly snapshot: string;
  /** The last id that the outbox has given out. */
  readonly lastId: number;
}

/** With fewer rows since the last one, another watermark is not worth its own row. */
const STEP = 100;
const KEPT = 100;

/**
 * Moves the outbox's watermark along, from poll to poll (rule 25): a snapshot becomes the watermark once every row that was
 * visible in it is published. Rows of transactions that were running then count as not visible, whatever their ids are.
 */
export class OutboxWatermark {
  private candidate: Moment | undefined;
  private recordedId = 0;

  constructor(private readonly query: DirectQuery) {}

  async follow(now: Moment): Promise<void> {
    if (this.candidate !== undefined && Math.abs(this.candidate.lastId - this.recordedId) >= STEP) {
      if (!(await this.record(this.candidate.snapshot))) return;
      this.recordedId = this.candidate.lastId;
    }
    this.candidate = now;
  }

  /**
   * Proves the snapshot and records it, in one statement: no pending row is visible in it, and none will be, because each
   * transaction visible in it has ended on the server that answers, which may be another than the one that made it.
   */
  private async record(snapshot: string): Promise<boolean> {
    const recorded = await this.query(
      `WITH recorded AS (
         INSERT INTO outbox_watermarks (snapshot) SELECT $1::pg_snapshot
         WHERE pg_snapshot_xmax($1::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
           AND NOT EXISTS (SELECT FROM pg_snapshot_xip(pg_current_snapshot()) AS running(xid)
             WHERE pg_visible_in_snapshot(running.xid, $1::pg_snapshot))
           -- @mutant watermark-unproven
           AND NOT EXISTS (SELECT FROM outbox_unpublished() WHERE pg_visible_in_snapshot(transaction, $1::pg_snapshot))
         RETURNING id
       ), dropped AS (
         DELETE FROM outbox_watermarks
         WHERE id BETWEEN (SELECT id - $2 * 2 FROM recorded) AND (SELECT id - $2 FROM recorded)
       )
       SELECT id FROM recorded`,
      [snapshot, KEPT],
    );
    return recorded.length > 0;
  }
}
