import type { MigrationInterface, QueryRunner } from 'typeorm';

/** With each answer that may be repeated, the rights that it was given under. */
export class IdempotencyRights1790500000190 implements MigrationInterface {
  readonly name = 'IdempotencyRights1790500000190';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE idempotency_keys ADD COLUMN rights text;
      ALTER TABLE guest_idempotency_keys ADD COLUMN rights text;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
