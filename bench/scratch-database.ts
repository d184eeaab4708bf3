import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../src/database/embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';

export interface ScratchDatabase {
  readonly url: string;
  /** What the tables' settings are in: for the record. */
  readonly server: string;
  close(): Promise<void>;
}

type Settings = Readonly<Record<string, string>>;

/**
 * A migrated, empty database: on the server that DATABASE_URL names, or on an embedded one made for it.
 *
 * @param settings further ones of the embedded server
 */
export async function openScratchDatabase(settings: Settings = {}): Promise<ScratchDatabase> {
  const given = process.env['DATABASE_URL'];
  return given === undefined ? onOwnServer(settings) : onGivenServer(given);
}

/** With the defaults of PostgreSQL, but for what makes the filling faster. */
async function onOwnServer(settings: Settings): Promise<ScratchDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-bench-'));
  const remove = async () => rm(directory, { recursive: true, force: true });
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
    return { url: server.url, server: 'embedded, default settings but fsync off', close };
  } catch (error) {
    // Interrupted, say, while the cluster is made.
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
    close: () => run(given, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
