import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../index-builds.js';

/**
 * Indexes of lists and searches that were seen to read what grows with the chain, at a million appointments (`npm run bench -- scale`). Two of
 * them replace an index that their first columns are the same as, under its name.
 */
export class ListIndexesAtSize1790500000062 implements MigrationInterface {
  readonly name = 'ListIndexesAtSize1790500000062';
  /** CREATE INDEX CONCURRENTLY refuses to run in a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // Lists of a service are a merge of its lists by status.
    await replaceIndex(
      runner,
      'appointments_service_starts',
      'appointments (service_id, status, starts_at, id)',
    );
    // Thousands of appointments of a chain begin at the same instant.
    await replaceIndex(
      runner,
      'uncovered_appointments_starts',
      'uncovered_appointments (starts_at, appointment_id)',
    );
    await buildIndex(runner, 'audit_action', 'audit (action, id)');
    await buildIndex(
      runner,
      'users_search',
      'users USING gin (email gin_trgm_ops, lower(name) gin_trgm_ops)',
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}

/** Lists go on using the old one while the new one is built. */
async function replaceIndex(runner: QueryRunner, name: string, definition: string): Promise<void> {
  await buildIndex(runner, `${name}_new`, definition);
  await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await runner.query(`ALTER INDEX ${name}_new RENAME TO ${name}`);
}
