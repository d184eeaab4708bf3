import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../index-builds.js';

/** Who gets an appointment that names no barber: how much each was booked lately, and how the business wants it. */
export class Assignment1790300010000 implements MigrationInterface {
  readonly name = 'Assignment1790300010000';
  /** CREATE INDEX CONCURRENTLY refuses to run in a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE booking_settings ADD COLUMN IF NOT EXISTS assignment text NOT NULL DEFAULT 'fair'
        CONSTRAINT booking_settings_assignment CHECK (assignment IN ('fair', 'seniority'))`);
    // Minutes booked in the last seven days, by barber (`barber-candidates.ts`).
    await buildIndex(runner, 'appointments_barber_created', 'appointments (barber_id, created_at)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
