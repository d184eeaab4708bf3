import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { dataSourceOptions } from './data-source.options.js';

const MIGRATIONS = new URL('migrations/', import.meta.url);
const LOCK_RETRY_MS = 100;
const MIGRATION_FILE = /^\d{13}-.*\.[jt]s$/;

type Migration = new () => MigrationInterface;

/**
 * Runs the migrations that have not run yet, in the order of their timestamps. When several instances start together, one
 * of them migrates and the others wait.
 *
 * @param folders with migrations, each a file `<timestamp>-<name>` that exports one class
 */
export async function migrate(url: string, folders: readonly URL[] = [MIGRATIONS]): Promise<void> {
  const migrations = (await Promise.all(folders.map(migrationsIn))).flat();
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await lock.connect();
  try {
    await takeLock(lock);
    const options = dataSourceOptions({
      url,
      poolSize: 1,
      statementTimeoutMs: 0,
      onPoolError: () => undefined,
    });
    const dataSource = await new DataSource({
      ...options,
      migrations,
      migrationsTransactionMode: 'each',
    }).initialize();
    try {
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}

/**
 * Asks again and again instead of waiting in the server: a statement that waits has a snapshot, and CREATE INDEX CONCURRENTLY of
 * the instance that migrates would wait for it to end, for ever.
 */
async function takeLock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      ADVISORY_LOCKS.migrations,
    ]);
    if (rows[0]?.taken === true) return;
    await sleep(LOCK_RETRY_MS);
  }
}

async function migrationsIn(folder: URL): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((name) => MIGRATION_FILE.test(name));
  const modules = await Promise.all(
    files.map((name) => import(new URL(name, folder).href) as Promise<Record<string, Migration>>),
  );
  return modules.flatMap((module) => Object.values(module));
}
