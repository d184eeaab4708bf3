import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether starts next to appointments are offered as well. The release before offers those of the grid only. */
export class SlotPacking1790500000022 implements MigrationInterface {
  readonly name = 'SlotPacking1790500000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE booking_settings ADD COLUMN slot_packing boolean NOT NULL DEFAULT false');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
