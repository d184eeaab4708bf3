import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { OutboxRow } from './outbox.row.js';

/** The outbox as a unit of work sees it: its own rows, and what became of them. */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

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

  async markDone(rows: readonly OutboxRow[]): Promise<void> {
    await this.database.query(
      'UPDATE outbox SET done_at = clock_timestamp() WHERE id = ANY ($1) AND done_at IS NULL',
      [idsOf(rows)],
    );
  }

  /** Gives the rows to the relays of all instances, who suspend their caches until one of them has published the rows. */
  async handOver(rows: readonly OutboxRow[]): Promise<void> {
    await this.database.query(
      `WITH handed AS (UPDATE outbox SET handed_over = true WHERE id = ANY ($1) AND done_at IS NULL)
       SELECT pg_notify('outbox', 'suspend')`,
      [idsOf(rows)],
    );
  }

  async allDone(rows: readonly OutboxRow[]): Promise<boolean> {
    const pending = await this.database.query('SELECT FROM outbox WHERE id = ANY ($1) AND done_at IS NULL', [
      idsOf(rows),
    ]);
    return pending.length === 0;
  }
}

function idsOf(rows: readonly OutboxRow[]): number[] {
  return rows.map((row) => row.id);
}
