import type { QueryRunner } from 'typeorm';

/**
 * Waits for all transactions that use the table, however long they take; no other session waits for it. From here on the migration has
 * no `lock_timeout`: what needs a stronger lock than an index does, as ALTER TABLE, comes before.
 */
async function dropIndex(runner: QueryRunner, name: string): Promise<void> {
  await runner.query('SET lock_timeout = 0');
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}

/**
 * For migrations with `transaction = false`: builds an index without stopping writes to its table. A build that was interrupted
 * leaves an invalid index behind, which is dropped first; so the migration can be run again.
 *
 * @param definition what follows `CREATE INDEX … ON`, such as `appointments (location_id, starts_at)`
 */
export async function buildIndex(runner: QueryRunner, name: string, definition: string): Promise<void> {
  await dropIndex(runner, name);
  await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${definition}`);
}

/** As {@link buildIndex}, for an index that takes the place of another: queries go on using the old one while the new one is built. */
export async function replaceIndex(runner: QueryRunner, name: string, definition: string): Promise<void> {
  await buildIndex(runner, `${name}_new`, definition);
  await dropIndex(runner, name);
  await runner.query(`ALTER INDEX ${name}_new RENAME TO ${name}`);
}
