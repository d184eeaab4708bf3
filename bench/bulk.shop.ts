import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BOOKED_BARBERS } from './booking.client.js';
import { median } from './measure.js';
import { fillWithoutOutbox } from './scratch-database.js';

const POOL = 30;
const RUNS = 100;
/** Opening minute of the first day, which shows in reads. */
const opening = (turn: number) => 480 + 60 * turn;

/** How the business hours show in a response after the change of this turn. */
export const hoursAfter = (turn: number) => `${String(opening(turn) / 60).padStart(2, '0')}:00`;

/** The shop of the bulk benchmark and the bulk changes, past the application. */
export class BulkShop {
  private constructor(private readonly pool: pg.Pool) {}

  /** @param url a database with one location and {@link BOOKED_BARBERS} */
  static async open(url: string): Promise<BulkShop> {
    const pool = new pg.Pool({ connectionString: url, max: POOL });
    // The hours of another location, so that bookings do not depend on them.
    await pool.query(`INSERT INTO locations (business_id, name, timezone) VALUES (1, 'There', 'UTC')`);
    await pool.query('INSERT INTO business_hours (location_id, weekly) VALUES (2, $1)', [weekOf(0)]);
    return new BulkShop(pool);
  }

  /** Past time off, which no read shows. */
  async addTimesOff(rows: number): Promise<void> {
    const client = await this.pool.connect();
    try {
      await fillWithoutOutbox(client, async () => {
        await client.query(
          `INSERT INTO barber_time_off (barber_id, starts_at, ends_at)
           SELECT 1 + n % ${BOOKED_BARBERS}, at, at + interval '1 minute'
           FROM generate_series(1, $1::int) AS n, LATERAL (VALUES (timestamptz '1990-01-01' + n * interval '1 minute')) AS times(at)`,
          [rows],
        );
      });
    } finally {
      client.release();
    }
  }

  /** Changes all times off and the hours in one statement. @returns its ms */
  async changeAll(turn: number): Promise<number> {
    return this.timed(
      `WITH hours AS (UPDATE business_hours SET weekly = '${weekOf(turn)}')
       UPDATE barber_time_off SET ends_at = ends_at + interval '1 second'`,
    );
  }

  /** Changes the nth part of the times off. @returns its ms */
  async changePart(part: number, rows: number): Promise<number> {
    return this.timed(`UPDATE barber_time_off SET ends_at = ends_at + interval '1 second'
      WHERE id > ${part * rows} AND id <= ${(part + 1) * rows}`);
  }

  async changeHours(turn: number): Promise<number> {
    return this.timed(`UPDATE business_hours SET weekly = '${weekOf(turn)}'`);
  }

  async pendingRows(): Promise<number> {
    const { rows } = await this.pool.query(
      'SELECT count(*)::int AS pending FROM outbox WHERE done_at IS NULL',
    );
    return (rows as { pending: number }[])[0]?.pending ?? 0;
  }

  /** Writes outbox rows and marks them done, as writers do; an open snapshot keeps what they leave behind. */
  async leaveDeadRows(rows: number): Promise<void> {
    for (let left = rows; left > 0; left -= 1000) {
      await this.pool.query(`
        WITH written AS (SELECT n FROM generate_series(1, 1000) AS n)
        INSERT INTO outbox (relation, operation, after, handed_over)
        SELECT 'services', 'UPDATE', '{"id": 1}', false FROM written`);
      await this.pool.query(
        'UPDATE outbox SET done_at = clock_timestamp() WHERE done_at IS NULL AND NOT handed_over',
      );
    }
    // A poll of the relay is to have found them done.
    await sleep(2000);
  }

  /** Median ms of a statement. */
  async medianOf(sql: string): Promise<number> {
    const client = await this.pool.connect();
    try {
      const times: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        const begun = performance.now();
        await client.query(sql);
        times.push(performance.now() - begun);
      }
      return median(times);
    } finally {
      client.release();
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async timed(sql: string): Promise<number> {
    const begun = performance.now();
    await this.pool.query(sql);
    return performance.now() - begun;
  }
}

function weekOf(turn: number): string {
  return JSON.stringify(Array.from({ length: 7 }, () => [[opening(turn), 1200]]));
}
