import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ReservedDatabase } from '../database/reserved.database.js';
import { Batcher } from '../database/batcher.js';
import type { OutboxRow } from './outbox.row.js';

type Rows = readonly Pick<OutboxRow, 'id'>[];

/** The outbox as a unit of work uses it: its own rows and their state. */
@Injectable()
export class Outbox {
  /** Skips rows that a relay has locked: the relay publishes them again and marks them itself, so no writer waits for its locks. */
  private readonly done = new Batcher<Rows, void>(async (units) => {
    await this.reserved.query(
      `UPDATE outbox SET done_at = clock_timestamp() WHERE id IN (
         SELECT id FROM outbox WHERE id = ANY ($1) AND done_at IS NULL FOR UPDATE SKIP LOCKED)`,
      [idsOf(units.flat())],
    );
    return units.map(() => undefined);
  });

  private readonly others = new Batcher<readonly OutboxRow[], Rows>(async (units) => {
    const rows = units.flat();
    const images = rows.map(({ before, after }) => after ?? before);
    const found = await this.reserved.query<{ id: number }>(
      `SELECT id FROM outbox
       WHERE done_at IS NULL AND NOT handed_over AND id <> ALL ($1)
         AND ($2 OR (relation, ${thingIn('coalesce(after, before)')})
           IN (SELECT relation, ${thingIn('image')} FROM unnest($3::text[], $4::jsonb[]) AS own(relation, image)))`,
      [idsOf(rows), units.some((unit) => unit.length === 0), rows.map(({ relation }) => relation), images],
    );
    return units.map(() => found);
  });

  constructor(
    private readonly database: Database,
    private readonly reserved: ReservedDatabase,
  ) {}

  /** Marks the transaction, so that the triggers do not hand its rows over: the unit of work publishes them itself. */
  async announceUnit(): Promise<void> {
    await this.database.query(`SELECT set_config('bookedbarber.unit_of_work', 'on', true)`);
  }

  /** Rows for the changes of the current transaction so far. A transaction without changes has no transaction id. */
  async ofThisTransaction(): Promise<OutboxRow[]> {
    return this.database.query<OutboxRow>(
      `SELECT id, relation, operation, before, after FROM outbox
       WHERE done_at IS NULL AND transaction = pg_current_xact_id_if_assigned()
       ORDER BY id`,
    );
  }

  /** Makes the appointment count as changed by the current transaction, for an idempotent replay (rule 9). */
  async republishAppointment(id: number): Promise<void> {
    await this.database.query('SELECT republish_appointment($1)', [id]);
  }

  async markDone(rows: Rows): Promise<void> {
    await this.done.request(rows);
  }

  /**
   * Rows that other units have committed and are still publishing: those about the same things as `rows`, or all if `rows` is
   * empty.
   */
  async underWay(rows: readonly OutboxRow[]): Promise<Rows> {
    return this.others.request(rows);
  }

  /** Hands the rows over to the relays of all instances, which suspend their caches until one of them has published the rows. */
  async handOver(rows: Rows): Promise<void> {
    await this.reserved.query(
      `WITH handed AS (UPDATE outbox SET handed_over = true WHERE id = ANY ($1) AND done_at IS NULL)
       SELECT pg_notify('outbox', 'suspend')`,
      [idsOf(rows)],
    );
  }

  async allDone(rows: Rows): Promise<boolean> {
    return this.isNone('SELECT FROM outbox WHERE id = ANY ($1) AND done_at IS NULL', rows);
  }

  /** Whether each row is done or handed over to the relays, which have suspended the caches. */
  async noneUnderWay(rows: Rows): Promise<boolean> {
    return this.isNone(
      'SELECT FROM outbox WHERE id = ANY ($1) AND done_at IS NULL AND NOT handed_over',
      rows,
    );
  }

  private async isNone(sql: string, rows: Rows): Promise<boolean> {
    return (await this.reserved.query(sql, [idsOf(rows)])).length === 0;
  }
}

/** SQL expression for the thing that a row image is about: its id, or that of its owner for tables without ids. */
function thingIn(image: string): string {
  const keys = ['id', 'barber_id', 'location_id', 'business_id'].map((key) => `${image}->'${key}'`);
  return `coalesce(${keys.join(', ')})`;
}

function idsOf(rows: Rows): number[] {
  return rows.map((row) => row.id);
}
