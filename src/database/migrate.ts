import { readdir } from 'node:fs/promises';
import { DataSource, type MigrationInterface } from 'typeorm';
import { dataSourceOptions } from './data-source.options.js';
import { withMigrationLock } from './migration.lock.js';

const MIGRATIONS = new URL('migrations/', import.meta.url);
const MIGRATION_FILE = /^\d{13}-.*\.[jt]s$/;

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
      migrations,
      migrationsTransactionMode: 'each',
    }).initialize();
    try {
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
  });
}

async function migrationsIn(folder: URL): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((name) => MIGRATION_FILE.test(name));
  const modules = await Promise.all(
    files.map((name) => import(new URL(name, folder).href) as Promise<Record<string, Migration>>),
  );
  return modules.flatMap((module) => Object.values(module));
}
