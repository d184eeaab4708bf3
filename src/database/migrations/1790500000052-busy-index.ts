import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../index-builds.js';

/**
 * The busy ranges of a barber are read from the index alone: a search through full months visits its pages, which hold more than a
 * hundred appointments each, and not every appointment's own page. The same name, since it serves the same scans.
 */
export class BusyIndex1790500000052 implements MigrationInterface {
  readonly name = 'BusyIndex1790500000052';
  /** CREATE INDEX CONCURRENTLY refuses to run in a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(
      runner,
      'appointments_barber_busy',
      'appointments (barber_id, starts_at) INCLUDE (blocked_from, blocked_until, status, id)',
    );
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS appointments_barber_starts');
    await runner.query('ALTER INDEX appointments_barber_busy RENAME TO appointments_barber_starts');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
