import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface Cost {
  readonly statements: number;
  /** Pages of 8 KiB, read or found in shared memory. */
  readonly buffers: number;
}

/** How long an instance is watched to learn which statements it sends without a request. */
const IDLE_MS = 5000;

/** The statements that a server sends because of requests, counted by `pg_stat_statements`, and the pages that they read. */
export class PageCounter {
  private readonly idle = new Set<string>();

  private constructor(private readonly client: pg.Client) {}

  /** @throws Error if the database server does not have `pg_stat_statements` loaded */
  static async open(url: string): Promise<PageCounter> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(
      `CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SET pg_stat_statements.track = 'none'`,
    );
    await client.query('SELECT count(*) FROM pg_stat_statements');
    return new PageCounter(client);
  }

  /** Learns what the server sends when it is not asked anything; it is not counted. */
  async learnIdle(): Promise<void> {
    await this.reset();
    await sleep(IDLE_MS);
    for (const { id } of await this.rows()) this.idle.add(id);
  }

  /** What `work` costs. */
  async costOf(work: () => Promise<void>): Promise<Cost> {
    await this.reset();
    await work();
    const rows = (await this.rows()).filter(({ id }) => !this.idle.has(id));
    const sum = (of: (row: (typeof rows)[number]) => number) =>
      rows.reduce((total, row) => total + of(row), 0);
    return { statements: sum(({ calls }) => calls), buffers: sum(({ buffers }) => buffers) };
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async reset(): Promise<void> {
    await this.client.query('SELECT pg_stat_statements_reset()');
  }

  private async rows() {
    const { rows } = await this.client.query<{ id: string; calls: number; buffers: number }>(
      `SELECT queryid::text AS id, calls::float8 AS calls, (shared_blks_hit + shared_blks_read)::float8 AS buffers
       FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows;
  }
}
