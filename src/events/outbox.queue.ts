import type { OutboxRow } from './outbox.row.js';
import { OVERDUE_MS, type PendingRows } from './outbox.suspension.js';

type Query = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

export interface OutboxState extends PendingRows {
  /** Which database this is, and which life of its cache: made from the stored UUID and the database's own number. */
  readonly generation: string;
}

/** `changedAt`: `performance.now()` of when it was written, rather a little too early than too late. */
export type PendingRow = OutboxRow & { readonly changedAt: number };

/** A copy of a database brings its generation along; its object identifier tells it from the original. */
const GENERATION = `(SELECT md5(generation::text || oid::text)::uuid::text FROM cache_generation, pg_database
  WHERE datname = current_database())`;
const COLUMNS = 'id, relation, operation, before, after';
const AGE_MS = 'extract(epoch FROM clock_timestamp() - created_at)::float8 * 1000';
const KEPT = `interval '5 minutes'`;
const PRUNED_AT_ONCE = 5000;

/** The outbox as a relay sees it: everybody's rows, over the relay's own connection. */
export class OutboxQueue {
  constructor(private readonly query: Query) {}

  /** Generation and pending rows as of one instant. */
  async state(): Promise<OutboxState> {
    const [state] = await this.query<OutboxState>(
      `SELECT ${GENERATION} AS generation, count(*)::int AS pending,
         coalesce(max(${AGE_MS}), 0) AS "oldestMs", coalesce(max(id), 0) AS "newestId"
       FROM outbox WHERE done_at IS NULL`,
    );
    if (state === undefined) throw new Error('The outbox did not tell its state.');
    return state;
  }

  /**
   * Runs `work` on up to `limit` rows that are nobody's any more (handed over, or overdue) and marks them done when it
   * resolves. Rows that another relay is at are left out; if this process dies or freezes, they are free again.
   * @returns how many there were.
   */
  async take(limit: number, work: (rows: PendingRow[]) => Promise<void>): Promise<number> {
    return this.transaction(async () => {
      // The answer may lie unread for a while: it tells the rows' age as of after the question, not as of when it is read.
      const askedAt = performance.now();
      const found = await this.query<OutboxRow & { ageMs: number }>(
        `SELECT ${COLUMNS}, ${AGE_MS} AS "ageMs" FROM outbox
         WHERE done_at IS NULL AND (handed_over OR ${AGE_MS} > $1)
         ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [OVERDUE_MS, limit],
      );
      const rows = found.map(({ ageMs, ...row }) => ({ ...row, changedAt: askedAt - ageMs }));
      // @mutant relay-takes-nothing
      if (rows.length === 0) return 0;
      // @mutant relay-publishes-nothing
      await work(rows);
      await this.query('UPDATE outbox SET done_at = clock_timestamp() WHERE id = ANY ($1)', [
        rows.map((row) => row.id),
      ]);
      return rows.length;
    });
  }

  /** Rows of the last minute, done or not; at most `limit` of them. */
  async lastMinute(limit: number): Promise<OutboxRow[]> {
    return this.query<OutboxRow>(
      `SELECT ${COLUMNS} FROM outbox WHERE done_at > clock_timestamp() - interval '1 minute'
       UNION ALL SELECT ${COLUMNS} FROM outbox WHERE done_at IS NULL
       LIMIT $1`,
      [limit],
    );
  }

  /**
   * Gives the cache a new generation, which no entry matches, and counts every pending row as done in the same
   * transaction. Other instances learn it from NOTIFY, at the latest from their next poll.
   */
  async beginGeneration(): Promise<void> {
    await this.transaction(async () => {
      await this.query(
        `UPDATE outbox SET done_at = clock_timestamp()
         WHERE id IN (SELECT id FROM outbox WHERE done_at IS NULL ORDER BY id FOR UPDATE SKIP LOCKED)`,
      );
      await this.query(`UPDATE cache_generation SET generation = gen_random_uuid()`);
      await this.query(`SELECT pg_notify('outbox', '')`);
    });
  }

  /** Whether no row up to `id` is pending, and the generation as of the same instant: rows may be done by a new one. */
  async doneUpTo(id: number): Promise<{ isDone: boolean; generation: string }> {
    const [found] = await this.query<{ isDone: boolean; generation: string }>(
      `SELECT NOT EXISTS (SELECT FROM outbox WHERE done_at IS NULL AND id <= $1) AS "isDone", ${GENERATION} AS generation`,
      [id],
    );
    if (found === undefined) throw new Error('The outbox did not tell its state.');
    return found;
  }

  /** Removes a bounded number of rows done long ago. @returns whether more may be left. */
  async prune(): Promise<boolean> {
    const pruned = await this.query(
      `DELETE FROM outbox WHERE id IN (
         SELECT id FROM outbox WHERE done_at < clock_timestamp() - ${KEPT}
         ORDER BY done_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING 1`,
      [PRUNED_AT_ONCE],
    );
    return pruned.length === PRUNED_AT_ONCE;
  }

  private async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.query('BEGIN');
    try {
      const result = await work();
      await this.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that died has rolled back by itself.
      await this.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}
