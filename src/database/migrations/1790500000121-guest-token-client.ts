import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The client whose data the answers to a guest may contain, instead of whether they may: the appointment's client may become another.
 * Links from before, and those that the release before still issues, tell nothing of the client, since whose they were is not known.
 */
export class GuestTokenClient1790500000121 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE guest_tokens ADD COLUMN named_client_id integer;
      -- The release before reads it, and sets it itself.
      ALTER TABLE guest_tokens ALTER COLUMN knows_client SET DEFAULT false;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
