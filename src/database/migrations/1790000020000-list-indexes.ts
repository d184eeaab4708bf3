import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../index-builds.js';

/**
 * Indexes of `GET /bookings`, each in the order of the list, so that a page is read from one stretch of an index
 * (`appointment-list.sql.ts`). Meant for a million appointments; the plans were checked with few rows only.
 */
export class ListIndexes1790000020000 implements MigrationInterface {
  readonly name = 'ListIndexes1790000020000';
  /** CREATE INDEX CONCURRENTLY refuses to run in a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'appointments_location_starts', 'appointments (location_id, starts_at, id)');
    await buildIndex(runner, 'appointments_service_starts', 'appointments (service_id, starts_at, id)');
    // Lists of everything are a merge of the lists by status.
    await buildIndex(runner, 'appointments_status_starts', 'appointments (status, starts_at, id)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
