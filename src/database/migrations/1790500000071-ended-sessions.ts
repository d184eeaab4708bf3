import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The sessions that have ended while their access tokens have not: each with the epoch second at which the last of these does. Earlier
 * releases know nothing of them, and let the tokens live on until then.
 */
export class EndedSessions1790500000071 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users ADD COLUMN ended_sessions jsonb NOT NULL DEFAULT '[]';
      DROP TRIGGER users_outbox ON users;
      CREATE TRIGGER users_outbox
        AFTER INSERT OR DELETE
          OR UPDATE OF id, timezone, role, active, token_version, kept_session, kept_version, ended_sessions ON users
        FOR EACH ROW EXECUTE FUNCTION write_outbox(
          'email', 'password_hash', 'name', 'created_at', 'verified_at', 'erased_at');
      ALTER TABLE users ENABLE ALWAYS TRIGGER users_outbox;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
