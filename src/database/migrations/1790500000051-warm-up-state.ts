import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The running or last warm-up, for requests at any instance: one row. */
export class WarmUpState1790500000051 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cache_warm_up (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        started_at timestamptz(3) NOT NULL,
        finished_at timestamptz(3),
        plan jsonb NOT NULL,
        stats jsonb NOT NULL,
        message text
      );`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
