import pg from 'pg';

/** What the server must be started with to count statements. */
export const COUNTING = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_utility': 'on',
};

export interface Statements {
  readonly all: number;
  /** That only read: SELECT without a lock. Those of bookings and of the outbox's relay are among them. */
  readonly reads: number;
  /** Milliseconds of the server's executor. */
  readonly ms: number;
}

/** Counts what a database executes, by its own books. */
export class StatementCounter {
  private constructor(private readonly client: pg.Client) {}

  /** @throws Error where the server was not started with {@link COUNTING} */
  static async open(url: string): Promise<StatementCounter> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    return new StatementCounter(client);
  }

  async reset(): Promise<void> {
    await this.client.query('SELECT pg_stat_statements_reset()');
  }

  /** Since the last reset, all connections but for this one's own questions. */
  async count(): Promise<Statements> {
    const { rows } = await this.client.query<Statements>(`
      SELECT coalesce(sum(calls), 0)::float8 AS all, coalesce(sum(total_exec_time), 0)::float8 AS ms,
        coalesce(sum(calls) FILTER (WHERE query ~* '^\\s*(SELECT|WITH)\\M' AND query !~* '\\m(INSERT|UPDATE|DELETE)\\M'), 0)::float8 AS reads
      FROM pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query NOT LIKE '%pg_stat_statements%'`);
    return rows[0] as Statements;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
