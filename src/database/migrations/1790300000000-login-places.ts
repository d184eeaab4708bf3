import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From where accounts were logged in to: there, strangers' failures do not keep their owners out. */
export class LoginPlaces1790300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE login_places (
        user_id integer NOT NULL REFERENCES users ON DELETE CASCADE,
        -- A keyed digest of the address.
        place text NOT NULL,
        seen_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (user_id, place)
      );`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
