import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The most requested keys, kept across restarts, and the locks of fleet-wide jobs. */
export class CacheUsage1790000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cache_usage (
        id text PRIMARY KEY,
        region text NOT NULL,
        args jsonb NOT NULL,
        -- A count that halves every six hours, as it was at scored_at.
        score double precision NOT NULL CHECK (score > 0),
        scored_at timestamptz(3) NOT NULL
      );
      CREATE TABLE cache_leases (
        job text PRIMARY KEY,
        held_until timestamptz(3) NOT NULL
      );`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
