import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The session in which a password was changed goes on, while raising `token_version` revokes all others: its tokens are valid
 * from `kept_version` on. Earlier releases know nothing of it and end that session too.
 */
export class KeptSessions1790500000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users
        ADD COLUMN kept_session uuid,
        ADD COLUMN kept_version integer;
      DROP TRIGGER users_outbox ON users;
      CREATE TRIGGER users_outbox
        AFTER INSERT OR DELETE OR UPDATE OF id, timezone, role, active, token_version, kept_session, kept_version ON users
        FOR EACH ROW EXECUTE FUNCTION write_outbox(
          'email', 'password_hash', 'name', 'created_at', 'verified_at', 'erased_at');
      ALTER TABLE users ENABLE ALWAYS TRIGGER users_outbox;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
