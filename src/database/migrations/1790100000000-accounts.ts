import type { MigrationInterface, QueryRunner } from 'typeorm';
import { watchTable } from '../outbox-triggers.js';

/**
 * Roles of a shop's staff, the locations they work at, and what ends an account's rights at once: `active`, and
 * `token_version`, which every access token names. The row images of users have what the cached account is made of, and no
 * personal data.
 */
export class Accounts1790100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users
        ADD COLUMN active boolean NOT NULL DEFAULT true,
        ADD COLUMN token_version integer NOT NULL DEFAULT 0,
        ADD COLUMN verified_at timestamptz(3),
        ADD COLUMN erased_at timestamptz(3),
        DROP CONSTRAINT users_role_check,
        ADD CONSTRAINT users_role_check CHECK (role IN ('client', 'barber', 'receptionist', 'manager', 'admin'));
      CREATE TABLE user_locations (
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        location_id integer NOT NULL REFERENCES locations ON DELETE CASCADE,
        PRIMARY KEY (user_id, location_id)
      );
      CREATE INDEX user_locations_location ON user_locations (location_id);
      CREATE INDEX users_role ON users (role, id) WHERE role <> 'client';
      DROP TRIGGER users_outbox ON users;
      CREATE TRIGGER users_outbox
        AFTER INSERT OR DELETE OR UPDATE OF id, timezone, role, active, token_version ON users
        FOR EACH ROW EXECUTE FUNCTION write_outbox(
          'email', 'password_hash', 'name', 'created_at', 'verified_at', 'erased_at');
      ALTER TABLE users ENABLE ALWAYS TRIGGER users_outbox;`);
    await watchTable(runner, 'user_locations');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
