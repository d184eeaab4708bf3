import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ReservedConnections } from '../database/reserved.connections.js';
import { Batcher } from '../database/batcher.js';
import type { OutboxRow } from './outbox.row.js';

type Rows = readonly Pick<OutboxRow, 'id'>[];

/** The outbox as a unit of work sees it: its own rows, and what became of them. */
@Injectable()
export class Outbox {
  /** Rows that a relay holds are left to it: it publishes them again and marks them itself, and nobody waits for its locks. */
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
    private readonly reserved: ReservedConnections,
  ) {}

  /** Tells the triggers that this transaction's rows will be published by whom they belong to. */
  async announceUnit(): Promise<void> {
    await this.database.query(`SELECT set_config('bookedbarber.unit_of_work', 'on', true)`);
  }

  /** What the current transaction has changed so far. A transaction without changes is not even given a number. */
  async ofThisTransaction(): Promise<OutboxRow[]> {
    return this.database.query<OutboxRow>(
      `SELECT id, relation, operation, before, after FROM outbox
       WHERE done_at IS NULL AND transaction = pg_current_xact_id_if_assigned()
       ORDER BY id`,
    );
  }

  /** Makes the appointment count as changed by the current transaction (rule 9: an idempotent replay). */
  async republishAppointment(id: number): Promise<void> {
    await this.database.query('SELECT republish_appointment($1)', [id]);
  }

  async markDone(rows: Rows): Promise<void> {
    await this.done.request(rows);
  }

  /**
   * Rows that others have committed and are publishing just now: of the same things as `rows`, or of anything where a unit
   * has none of its own.
   */
  async underWay(rows: readonly OutboxRow[]): Promise<Rows> {
    return this.others.request(rows);
  }

  /** Gives the rows to the relays of all instances, who suspend their caches until one of them has published the rows. */
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

  /** Whether each of the rows is done or given to the relays, which have suspended the caches. */
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

/** In SQL: whose row an image is of; tables without an id of their own are known by whom they belong to. */
function thingIn(image: string): string {
  const keys = ['id', 'barber_id', 'location_id', 'business_id'].map((key) => `${image}->'${key}'`);
  return `coalesce(${keys.join(', ')})`;
}

function idsOf(rows: Rows): number[] {
  return rows.map((row) => row.id);
}
