import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ReservedDatabase } from '../database/reserved.database.js';
import { Batcher } from '../database/batcher.js';
import { OUTBOX_COLUMNS, type OutboxIds, type OutboxRow } from './outbox.row.js';

/** SQL: marks the transaction, so that the triggers do not hand its rows over: the unit of work publishes them itself. */
export const ANNOUNCE_UNIT = `SELECT set_config('bookedbarber.unit_of_work', 'on', true)`;

/** The outbox as a unit of work uses it: its own rows and their state. */
@Injectable()
export class Outbox {
  /**
   * Skips rows that a relay has locked: the relay publishes them again and marks them itself, so no writer waits for its locks. Nor
   * does a writer wait for the disk: after a crash that loses the marks, a relay publishes the rows again. What is asked of `done_at` fits no index,
   * so the plan goes by id however many rows are pending (ADR 0004).
   */
  private readonly done = new Batcher<readonly number[], void>(async (units) => {
    await this.reserved.prepared(
      `WITH unsynced AS (SELECT set_config('synchronous_commit', 'off', true))
       UPDATE outbox SET done_at = clock_timestamp() FROM unsynced WHERE id IN (
         SELECT id FROM outbox WHERE id = ANY ($1) AND coalesce(done_at, 'infinity') = 'infinity' FOR UPDATE SKIP LOCKED)`,
      [units.flat()],
    );
    return units.map(() => undefined);
  });

  private readonly ofUnits = new Batcher<undefined, OutboxIds>(async (requests) => {
    const found = await this.reserved.prepared<{ id: number }>(
      'SELECT id FROM outbox_unpublished() WHERE NOT handed_over',
    );
    // @mutant batch-answers-one-unit-alone
    return requests.map(() => found);
  });

  /** Published by this instance, and not marked yet. */
  private readonly published = new Set<number>();

  constructor(
    private readonly database: Database,
    private readonly reserved: ReservedDatabase,
  ) {}

  /** Rows for the changes of the current transaction so far. A transaction without changes has no transaction id. */
  async ofThisTransaction(): Promise<OutboxRow[]> {
    return this.database.query<OutboxRow>(
      `SELECT ${OUTBOX_COLUMNS} FROM outbox
       WHERE done_at IS NULL AND transaction = pg_current_xact_id_if_assigned()
       ORDER BY id`,
    );
  }

  /**
   * Call as soon as the rows are published: units of work at this instance do not wait for the mark, which is sent in a later turn of the
   * event loop.
   */
  async markDone(rows: OutboxIds): Promise<void> {
    const ids = idsOf(rows);
    for (const id of ids) this.published.add(id);
    try {
      await setImmediate();
      await this.done.request(ids);
    } finally {
      for (const id of ids) this.published.delete(id);
    }
  }

  /** Rows that other units of work have committed and are still publishing; `own`: the rows of the unit that asks. */
  async underWay(own: OutboxIds): Promise<OutboxIds> {
    const ids = new Set(idsOf(own));
    return (await this.unpublished()).filter(({ id }) => !ids.has(id));
  }

  /** Whether each row is done or handed over to the relays, which have suspended the caches. */
  async noneUnderWay(rows: OutboxIds): Promise<boolean> {
    const unpublished = new Set(idsOf(await this.unpublished()));
    return rows.every(({ id }) => !unpublished.has(id));
  }

  /** Those of the rows that are neither done nor handed over, with their images. */
  async unpublishedOf(rows: OutboxIds): Promise<OutboxRow[]> {
    const found = await this.reserved.query<OutboxRow>(
      `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE id = ANY ($1) AND done_at IS NULL AND NOT handed_over ORDER BY id`,
      [idsOf(rows)],
    );
    return found.filter(({ id }) => !this.published.has(id));
  }

  private async unpublished(): Promise<OutboxIds> {
    const found = await this.ofUnits.request(undefined);
    return found.filter(({ id }) => !this.published.has(id));
  }

  /**
   * Hands the rows over to the relays of all instances, which suspend their caches until one of them has published the rows. A
   * row that a relay has locked is being published by it: waiting for a frozen relay would stop every write.
   */
  async handOver(rows: OutboxIds): Promise<void> {
    await this.reserved.query(
      `WITH handed AS (UPDATE outbox SET handed_over = true WHERE id IN (
         SELECT id FROM outbox WHERE id = ANY ($1) AND done_at IS NULL FOR UPDATE SKIP LOCKED))
       SELECT pg_notify('outbox', 'suspend')`,
      [idsOf(rows)],
    );
  }

  async allDone(rows: OutboxIds): Promise<boolean> {
    const left = await this.reserved.query('SELECT FROM outbox_unpublished() WHERE id = ANY ($1)', [
      idsOf(rows),
    ]);
    return left.length === 0;
  }
}

function idsOf(rows: OutboxIds): number[] {
  return rows.map((row) => row.id);
}
