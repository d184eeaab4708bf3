import pg from 'pg';

/** The settings with which the server must be started to count statements. */
export const COUNTING = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_utility': 'on',
};

export interface Statements {
  readonly all: number;
  /** SELECT without a lock, including those of bookings and of the outbox's relay. */
  readonly reads: number;
  /** Milliseconds in the server's executor. */
  readonly ms: number;
}

/** The statements of this database, without those of the counter. */
const OURS = `dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query NOT LIKE '%pg_stat_statements%'`;

/** Counts the statements that a database executes, by pg_stat_statements. */
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

  /** Counts since the last reset of all connections, without this one's own statements. */
  async count(): Promise<Statements> {
    const { rows } = await this.client.query<Statements>(`
      SELECT coalesce(sum(calls), 0)::float8 AS all, coalesce(sum(total_exec_time), 0)::float8 AS ms,
        coalesce(sum(calls) FILTER (WHERE query ~* '^\\s*(SELECT|WITH)\\M' AND query !~* '\\m(INSERT|UPDATE|DELETE)\\M'), 0)::float8 AS reads
      FROM pg_stat_statements WHERE ${OURS}`);
    return rows[0] as Statements;
  }

  /** The statements sent most often since the last reset, the first 100 characters of each. */
  async most(limit: number): Promise<{ readonly calls: number; readonly query: string }[]> {
    const { rows } = await this.client.query<{ calls: number; query: string }>(
      `SELECT calls::float8 AS calls, left(regexp_replace(query, '\\s+', ' ', 'g'), 100) AS query FROM pg_stat_statements
       WHERE ${OURS} ORDER BY calls DESC LIMIT $1`,
      [limit],
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
