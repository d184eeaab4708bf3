import { TAKES_NO_CHANGES } from '../database/database.probe.js';
import type { DirectQuery } from '../database/direct.connection.js';
import { MINUTE_MS } from '../time/durations.js';
import { BEGIN_GENERATION, CACHE_GENERATION } from './cache-generation.js';
import { OutboxCleanup } from './outbox.cleanup.js';
import { OUTBOX_COLUMNS, type OutboxRow } from './outbox.row.js';
import { OVERDUE_MS, type PendingRows, STUCK_MS } from './outbox.suspension.js';
import { type DatabaseMoment, PollHistory } from './poll-history.js';

export interface OutboxState extends PendingRows, DatabaseMoment {
  /** The last id that the outbox has given out. */
  readonly lastId: number;
  /** Whether the server takes no changes. */
  readonly isReadOnly: boolean;
  /** Age of the oldest pending row, in ms by the database's clock; 0 when there is none. For metrics only. */
  readonly oldestMs: number;
  /** Identifies the database, its server, its timeline and the stored UUID of the cache's contents. */
  readonly generation: string;
  /** Changes whenever a watched table, its columns or its outbox triggers are swapped, rewritten or touched (rule 19). */
  readonly schema: string;
  /** Watched tables that lack an enabled outbox trigger, or whose triggers do nothing: their changes write no outbox rows. */
  readonly unwatched: readonly string[];
}

/** `changedAt`: when the row was written, on `performance.now()`; never too late, possibly a little too early. */
export type PendingRow = OutboxRow & { readonly changedAt: number };

/**
 * Each watched table, the tables that inherit from it (partitions as well: reads see their rows), and their outbox triggers, all ENABLE
 * ALWAYS: together for INSERT, DELETE, UPDATE and TRUNCATE (bits 4 to 32 of their types). `xmin` of a catalog's row shows that it was touched; ANALYZE and VACUUM
 * leave it as it is.
 */
const WATCHED = `SELECT watched.relation, class.oid, class.relfilenode, class.xmin, columns.xmins, policies.xmins AS policies,
    tg.tgname, tg.tgtype, tg.tgenabled, concat_ws(' ', tg.oid, tg.tgenabled, tg.tgfoid, tg.xmin, write_outbox.xmin) AS trigger
  FROM (WITH RECURSIVE family AS (
      SELECT relation, to_regclass(relation)::oid AS oid FROM unnest($1::text[]) AS named(relation)
      UNION SELECT inhrelid::regclass::text, inhrelid FROM family JOIN pg_inherits ON inhparent = oid
    ) SELECT * FROM family) AS watched
  LEFT JOIN pg_class AS class ON class.oid = watched.oid
  LEFT JOIN pg_trigger AS tg ON tg.tgrelid = class.oid AND tg.tgfoid = to_regprocedure('write_outbox()')
  LEFT JOIN pg_proc AS write_outbox ON write_outbox.oid = tg.tgfoid
  CROSS JOIN LATERAL (SELECT string_agg(xmin::text, ' ' ORDER BY attnum) AS xmins
    FROM pg_attribute WHERE attrelid = class.oid AND attnum > 0) AS columns
  CROSS JOIN LATERAL (SELECT string_agg(xmin::text, ' ' ORDER BY oid) AS xmins
    FROM pg_policy WHERE polrelid = class.oid) AS policies`;
/** Whether the triggers' function writes rows at all: an import may have replaced it and left it so. */
const WRITES_ROWS = `SELECT coalesce(bool_or(prosrc LIKE '%INSERT INTO outbox %'), false)
  FROM pg_proc WHERE oid = to_regprocedure('write_outbox()')`;
/** Tables of the cache's own bookkeeping; nothing about them is published. */
const BOOKKEEPING = `SELECT oid, relfilenode, xmin FROM pg_class
  WHERE oid = ANY (ARRAY[to_regclass('outbox'), to_regclass('cache_generation')])`;
const LOCK_TIMEOUT = '200ms';
const CLOCK_MS = 'extract(epoch FROM clock_timestamp())::float8 * 1000';
/** 0 for a row that a clock which was set back shows as written later. */
const AGE_MS = `greatest(extract(epoch FROM clock_timestamp() - created_at)::float8 * 1000, 0)`;
/** By the database's clock, or by ours: committed when a poll that long ago took the snapshot, which may be null. */
const isOlderThan = (ageMs: number, snapshot: string) =>
  `(${AGE_MS} > ${ageMs} OR coalesce(pg_visible_in_snapshot(transaction, ${snapshot}::pg_snapshot), false))`;

/** The outbox as a relay uses it: the rows of all writers, over the relay's own connection. */
export class OutboxQueue {
  readonly cleanup: OutboxCleanup;
  private readonly polls = new PollHistory();

  constructor(private readonly query: DirectQuery) {
    this.cleanup = new OutboxCleanup(query, (ageMs) => this.clockSince(ageMs));
  }

  /**
   * Generation, schema and pending rows as of one instant.
   * @param watched the tables that have outbox triggers
   * @param atMost so many pending rows are read and counted, if there are more
   */
  async state(watched: readonly string[], atMost: number): Promise<OutboxState> {
    const [state] = await this.query<OutboxState>(
      `WITH watched AS MATERIALIZED (${WATCHED})
       SELECT ${CACHE_GENERATION} AS generation, count(*)::int AS pending,
         coalesce(max(${AGE_MS}), 0) AS "oldestMs", coalesce(max(id), 0) AS "newestId",
         coalesce(max(id) FILTER (WHERE ${isOlderThan(STUCK_MS, '$2')}), 0) AS "stuckId",
         pg_current_snapshot()::text AS snapshot, ${CLOCK_MS} AS "clockMs",
         (SELECT last_value FROM outbox_id_seq) AS "lastId",
         ${TAKES_NO_CHANGES} AS "isReadOnly",
         (SELECT md5(string_agg(watched::text, ',' ORDER BY watched::text)) FROM watched)
           || (SELECT md5(string_agg(own::text, ',' ORDER BY oid)) FROM (${BOOKKEEPING}) AS own) AS schema,
         ARRAY(SELECT relation FROM watched GROUP BY relation
           HAVING coalesce(bit_or(tgtype) FILTER (WHERE tgenabled = 'A'), 0) & 60 <> 60 OR NOT (${WRITES_ROWS})
           ORDER BY relation) AS unwatched
       FROM outbox_unpublished($3)`,
      [watched, this.snapshotBefore(STUCK_MS), atMost],
    );
    if (state === undefined) throw new Error('The query for the outbox’s state returned no row.');
    this.polls.record(performance.now(), state);
    return state;
  }

  /**
   * Runs `work` on up to `limit` rows that their writers will not publish (handed over or overdue) and marks them done when it
   * resolves. Rows locked by another relay are skipped. If this process dies or freezes, its locks are released.
   * @returns how many there were.
   */
  async take(limit: number, work: (rows: PendingRow[]) => Promise<void>): Promise<number> {
    return this.transaction(async () => {
      // The reply may be read late, so ages count from before the query was sent.
      const askedAt = performance.now();
      const found = await this.query<OutboxRow & { ageMs: number }>(
        `SELECT ${OUTBOX_COLUMNS}, ${AGE_MS} AS "ageMs" FROM outbox
         WHERE done_at IS NULL
           AND id IN (SELECT id FROM outbox_unpublished() WHERE handed_over OR ${isOlderThan(OVERDUE_MS, '$1')})
         ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [this.snapshotBefore(OVERDUE_MS), limit],
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
      `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE done_at > to_timestamp($2::float8 / 1000)
       UNION ALL SELECT ${OUTBOX_COLUMNS} FROM outbox_unpublished($1)
       LIMIT $1`,
      [limit, await this.clockSince(MINUTE_MS)],
    );
  }

  /**
   * Starts a new generation, which no entry matches. In the same transaction it records that every change visible until then
   * is published, however many there are; {@link cleanup} marks their rows later. Other instances learn of it by NOTIFY, at the
   * latest with their next poll.
   * @param isNeeded checked when no other relay can start one any more
   * @returns whether it was needed
   */
  async beginGeneration(isNeeded: () => Promise<boolean> = async () => true): Promise<boolean> {
    return this.transaction(async () => {
      await this.query('SELECT FROM cache_generation FOR UPDATE');
      if (!(await isNeeded())) return false;
      // @mutant generation-covers-nothing
      await this.query('INSERT INTO outbox_watermarks (snapshot) SELECT pg_current_snapshot()');
      await this.query(BEGIN_GENERATION);
      await this.query(`SELECT pg_notify('outbox', '')`);
      return true;
    });
  }

  /** Whether more than `limit` rows are pending. */
  async isMoreThan(limit: number): Promise<boolean> {
    return (await this.query('SELECT FROM outbox_unpublished($1)', [limit + 1])).length > limit;
  }

  /** Whether no row up to `id` is pending, and the generation at the same instant: a new generation covers rows as well. */
  async doneUpTo(id: number): Promise<{ isDone: boolean; generation: string }> {
    const [found] = await this.query<{ isDone: boolean; generation: string }>(
      `SELECT NOT EXISTS (SELECT FROM outbox_unpublished() WHERE id <= $1) AS "isDone", ${CACHE_GENERATION} AS generation`,
      [id],
    );
    if (found === undefined) throw new Error('The query for the outbox’s state returned no row.');
    return found;
  }

  /**
   * Enables outbox triggers that exist but do not always fire, as \`DISABLE TRIGGER ALL\` or \`ENABLE TRIGGER ALL\` leave
   * them. @throws what PostgreSQL says, for instance that the role does not own the table
   */
  async enableTriggers(tables: readonly string[]): Promise<void> {
    await this.transaction(async () => {
      await this.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
      const statements = await this.query<{ sql: string }>(
        `SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', oid::regclass, tgname) AS sql
         FROM (${WATCHED}) AS watched WHERE tgenabled <> 'A'`,
        [tables],
      );
      for (const { sql } of statements) await this.query(sql);
    });
  }

  /** What a poll that long ago showed as committed; null if no poll is old enough. */
  private snapshotBefore(ageMs: number): string | null {
    // @mutant age-by-wall-clock-alone
    return this.polls.snapshotBefore(performance.now(), ageMs) ?? null;
  }

  private async clockSince(ageMs: number): Promise<number> {
    const [row] = await this.query<{ clockMs: number }>(`SELECT ${CLOCK_MS} AS "clockMs"`);
    if (row === undefined) throw new Error('The query for the clock returned no row.');
    return this.polls.clockSince(performance.now(), ageMs, row.clockMs);
  }

  private async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.query('BEGIN');
    try {
      const result = await work();
      await this.query('COMMIT');
      return result;
    } catch (error) {
      // If the connection died, the server has rolled back already.
      await this.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}
