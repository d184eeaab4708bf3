import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';

export interface ScratchDatabase {
  readonly url: string;
  /** A description of the server, for the report. */
  readonly server: string;
  /** Rows of a statement, on a connection of its own. */
  query<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

type Settings = Readonly<Record<string, string>>;

/**
 * A migrated, empty database: on the server that DATABASE_URL names, or on an embedded one made for it.
 *
 * @param settings additional settings of the embedded server
 * @param kept where an embedded server has its data, which stay there with what they were filled with; default: a folder that is removed
 */
export async function openScratchDatabase(settings: Settings = {}, kept?: string): Promise<ScratchDatabase> {
  const given = process.env['DATABASE_URL'];
  return given === undefined || kept !== undefined ? onOwnServer(settings, kept) : onGivenServer(given);
}

/** PostgreSQL's default settings, except those that make filling faster. */
async function onOwnServer(settings: Settings, kept?: string): Promise<ScratchDatabase> {
  const directory = kept ?? (await mkdtemp(join(tmpdir(), 'bookedbarber-bench-')));
  const remove = async () =>
    kept === undefined ? rm(directory, { recursive: true, force: true }) : undefined;
  try {
    const flags = { fsync: 'off', max_wal_size: '4GB', ...settings };
    const server = await EmbeddedPostgres.start(directory, flags);
    const close = async () => {
      await server.stop();
      await remove();
    };
    await migrate(server.url).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    return {
      url: server.url,
      server: 'embedded, default settings but fsync off',
      query: async (sql, parameters) => run(server.url, sql, parameters),
      close,
    };
  } catch (error) {
    // For example, interrupted while the cluster is created.
    await remove();
    throw error;
  }
}

async function onGivenServer(given: string): Promise<ScratchDatabase> {
  const name = `bookedbarber_bench_${randomBytes(4).toString('hex')}`;
  const url = new URL(given);
  url.pathname = `/${name}`;
  await run(given, `CREATE DATABASE ${name}`);
  await migrate(url.href);
  return {
    url: url.href,
    server: 'that of DATABASE_URL',
    query: async (sql, parameters) => run(url.href, sql, parameters),
    close: async () => void (await run(given, `DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

/**
 * Fills a scratch database without the outbox: no application runs on it yet that would need its rows. The triggers are
 * ENABLE ALWAYS, so `session_replication_role` does not stop them; it stops the checks of foreign keys, for speed. All
 * other constraints hold.
 *
 * @throws Error if the outbox grew nevertheless
 */
export async function fillWithoutOutbox(client: pg.Client, fill: () => Promise<void>): Promise<void> {
  const { rows: triggers } = await client.query<{ relation: string; name: string }>(
    `SELECT tgrelid::regclass::text AS relation, quote_ident(tgname) AS name FROM pg_trigger
     WHERE tgname LIKE '%outbox%' AND tgenabled = 'A' AND NOT tgisinternal`,
  );
  const alter = async (change: string) => {
    for (const { relation, name } of triggers)
      await client.query(`ALTER TABLE ${relation} ${change} TRIGGER ${name}`);
  };
  const count = async () =>
    (await client.query<{ rows: number }>('SELECT count(*)::int AS rows FROM outbox')).rows[0]?.rows;
  const before = await count();
  await alter('DISABLE');
  await client.query('SET session_replication_role = replica');
  await fill();
  await client.query('RESET session_replication_role');
  await alter('ENABLE ALWAYS');
  const after = await count();
  if (after !== before)
    throw new Error(`Filling wrote ${Number(after) - Number(before)} rows to the outbox.`);
}

async function run<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...parameters])).rows;
  } finally {
    await client.end();
  }
}
