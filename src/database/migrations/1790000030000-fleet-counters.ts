import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each instance reports of itself beside its name: its counters and why its reads bypass the cache, for the sum of the fleet. */
export class FleetCounters1790000030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cache_instances ADD COLUMN counters jsonb, ADD COLUMN suspension jsonb');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
