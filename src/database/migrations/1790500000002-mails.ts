import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Mails that are to be sent, and the links in them while they are valid. A link's token is derived from the row's id and the
 * server's secret, so a copy of the table is of no use.
 */
export class Mails1790500000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mails (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        user_id integer REFERENCES users ON DELETE CASCADE,
        address text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3) NOT NULL,
        attempts smallint NOT NULL DEFAULT 0,
        next_attempt_at timestamptz(3) DEFAULT now()
      );
      CREATE INDEX mails_due ON mails (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
      CREATE INDEX mails_user ON mails (user_id);
      CREATE INDEX mails_expires ON mails (expires_at);
      COMMENT ON COLUMN mails.user_id IS 'whose mail it is; NULL: no account has the address, and an unknown one must take as long as a known one';
      COMMENT ON COLUMN mails.address IS 'where it is sent to, if not to the present address of the account';
      COMMENT ON COLUMN mails.next_attempt_at IS 'NULL: it was sent, or given up';`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
