import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { closedAtLast } from './leftovers.js';

export interface TestDatabase {
  readonly url: string;
  /** Rows of a statement, on a connection of its own: what psql would see. */
  query<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A migrated, empty database of its own on the server that global-setup started. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(templateUrl());
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)}`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    query: async <Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]) =>
      (await pool.query<Row>(sql, parameters)).rows,
    drop: closedAtLast(async () => {
      await pool.end();
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    }),
  };
}

/** How many connections to the database wait for a lock. */
export async function waitingForLocks(database: Pick<TestDatabase, 'query'>): Promise<number> {
  const rows = await database.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length;
}

function templateUrl(): string {
  const url = process.env['TEST_DATABASE_TEMPLATE'];
  if (url === undefined) throw new Error('No test server: run this suite through "npm test".');
  return url;
}

/** CREATE DATABASE does not wait, but fails while another one clones the same template; so it is retried. */
async function onServer(sql: string): Promise<void> {
  const url = new URL(templateUrl());
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query(sql);
        return;
      } catch (error) {
        const isBusy = (error as { code?: string }).code === '55006';
        if (!isBusy || attempt === 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  } finally {
    await client.end();
  }
}
