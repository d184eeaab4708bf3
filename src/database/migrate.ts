import pg from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.options.js';

/** Any number, the same in every instance. */
const LOCK = 7_202_611;

/** Runs the migrations that have not run yet; of instances that start together, one at a time. */
export async function migrate(url: string): Promise<void> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const options = dataSourceOptions({
      url,
      poolSize: 1,
      statementTimeoutMs: 0,
      onPoolError: () => undefined,
    });
    const dataSource = await new DataSource(options).initialize();
    try {
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}
