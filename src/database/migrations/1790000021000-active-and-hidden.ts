import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Barbers leave and locations close: `active` takes them out of lists and booking, and keeps their appointments. `hidden` takes
 * them out of public lists only. Constant defaults, so no row is rewritten; releases without these columns insert the defaults.
 */
export class ActiveAndHidden1790000021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['barbers', 'locations']) {
      await runner.query(`
        ALTER TABLE ${table} ADD COLUMN active boolean NOT NULL DEFAULT true,
          ADD COLUMN hidden boolean NOT NULL DEFAULT false`);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
