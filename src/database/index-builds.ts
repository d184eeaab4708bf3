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
