import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The blocked range of a missed appointment may end before the appointment does: the rest of its time is free for others. */
export class MissedTime1790500000440 implements MigrationInterface {
  /** The table is read for the constraint without keeping writers out. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE appointments
        DROP CONSTRAINT IF EXISTS appointments_check,
        DROP CONSTRAINT IF EXISTS appointments_times,
        ADD CONSTRAINT appointments_times CHECK (blocked_from <= starts_at AND starts_at < ends_at
          AND (ends_at <= blocked_until OR (status = 'no_show' AND starts_at < blocked_until))) NOT VALID`);
    await runner.query('ALTER TABLE appointments VALIDATE CONSTRAINT appointments_times');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
