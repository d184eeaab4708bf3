import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { SECOND_MS } from '../time/durations.js';
import { dataSourceOptions } from './data-source.options.js';
import { isLockTimeout } from './database.errors.js';
import { withMigrationLock } from './migration.lock.js';
import { UnusableDatabase } from './unusable-database.js';

const MIGRATIONS = new URL('migrations/', import.meta.url);
const MIGRATION_FILE = /^\d{13}-.*\.[jt]s$/;

const LOCK_WAIT_MS = SECOND_MS;
/** In which those who waited with the migration can go on. */
const PAUSE_MS = SECOND_MS;
const PATIENCE_MS = 10 * 60 * SECOND_MS;

type Migration = new () => MigrationInterface;

/**
 * Runs the migrations that have not run yet, in the order of their timestamps. When several instances start together, one
 * of them migrates and the others wait.
 *
 * @param url of the server itself, not of a pooler that pools by transaction
 * @param folders with migrations, each a file `<timestamp>-<name>` that exports one class
 */
export async function migrate(url: string, folders: readonly URL[] = [MIGRATIONS]): Promise<void> {
  const migrations = (await Promise.all(folders.map(migrationsIn))).flat();
  await withMigrationLock(url, async () => {
    const options = dataSourceOptions({
      url,
      poolSize: 1,
      statementTimeoutMs: 0,
      onPoolError: () => undefined,
    });
    const dataSource = await new DataSource({
      ...options,
      migrations: migrations.map(withLockTimeout),
      migrationsTransactionMode: 'each',
    }).initialize();
    try {
      await runPatiently(dataSource);
    } finally {
      await dataSource.destroy();
    }
  });
}

/**
 * A migration waits only shortly for each lock: while it waits for a long transaction (a dump, a report), all who come after it and want the
 * table wait as well. Builds of indexes lift the limit, because no other session waits for them (`index-builds.ts`).
 */
function withLockTimeout(Given: Migration): Migration {
  class Patient extends Given {
    override async up(runner: QueryRunner): Promise<void> {
      await runner.query(`SET lock_timeout = '${LOCK_WAIT_MS}ms'`);
      await super.up(runner);
    }
  }
  // Migrations that have run are recorded by their names.
  Object.defineProperty(Patient, 'name', { value: Given.name });
  return Patient;
}

/** Repeats the migration that did not get a lock; those before it are committed. @throws UnusableDatabase */
async function runPatiently(dataSource: DataSource): Promise<void> {
  const begun = performance.now();
  for (;;) {
    try {
      await dataSource.runMigrations();
      return;
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      if (performance.now() - begun > PATIENCE_MS) {
        throw new UnusableDatabase(
          `A migration did not get a lock within ${PATIENCE_MS / SECOND_MS} s, because other transactions use its table all the time. ` +
            'Wait until they end, or end them with pg_terminate_backend, and start again.',
        );
      }
      new Logger('Migrations').warn(
        'A migration waits for a table that a long transaction uses; it tries again',
      );
      await sleep(PAUSE_MS);
    }
  }
}

async function migrationsIn(folder: URL): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((name) => MIGRATION_FILE.test(name));
  const modules = await Promise.all(
    files.map((name) => import(new URL(name, folder).href) as Promise<Record<string, Migration>>),
  );
  return modules.flatMap((module) => Object.values(module));
}
