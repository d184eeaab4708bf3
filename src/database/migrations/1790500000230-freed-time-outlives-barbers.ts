import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What names the state of a barber's appointments outlives the barber's row. An import that deletes the row together with its appointments, and inserts it again with
 * fewer, would otherwise bring back the name from before any time was freed, under which instances remember the barber as full (ADR 0029).
 */
export class FreedTimeOutlivesBarbers1790500000230 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE freed_time DROP CONSTRAINT freed_time_barber_id_fkey');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
