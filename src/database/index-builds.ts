import type { QueryRunner } from 'typeorm';

/**
 * For migrations with `transaction = false`: builds an index without stopping writes to its table. A build that was interrupted
 * leaves an invalid index behind, which is dropped first; so the migration can be run again.
 *
 * @param definition what follows `CREATE INDEX … ON`, such as `appointments (location_id, starts_at)`
 */
export async function buildIndex(runner: QueryRunner, name: string, definition: string): Promise<void> {
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${definition}`);
}

/** As {@link buildIndex}, for an index that takes the place of another: queries go on using the old one while the new one is built. */
export async function replaceIndex(runner: QueryRunner, name: string, definition: string): Promise<void> {
  await buildIndex(runner, `${name}_new`, definition);
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await runner.query(`ALTER INDEX ${name}_new RENAME TO ${name}`);
}
