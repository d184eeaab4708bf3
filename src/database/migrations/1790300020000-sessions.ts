import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sessions: one row for each family of refresh tokens. The tokens themselves are derived from the row and the server's secret,
 * so that a copy of the table is of no use.
 */
export class Sessions1790300020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sessions (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        token_version integer NOT NULL,
        generation integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        rotated_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3) NOT NULL
      );
      CREATE INDEX sessions_user ON sessions (user_id, created_at);
      CREATE INDEX sessions_expires ON sessions (expires_at);
      COMMENT ON COLUMN sessions.generation IS 'of the refresh token that is valid now';
      COMMENT ON COLUMN sessions.token_version IS 'the session ends when the account has another one';`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
