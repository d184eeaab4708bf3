import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Makes `pg_dump` backups restorable. `pg_restore` and `psql` run with an empty `search_path`, so every function sets its
 * own; the schema's name is the one that the functions live in.
 *
 * A data-only restore fires the outbox triggers while it copies the tables, among them the outbox itself. The new rows
 * take ids from a sequence that is restored last, so ids collide with dumped ones: the primary key gets a random part.
 */
export class RestorableBackups1790000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $migration$
      DECLARE
        own regprocedure;
      BEGIN
        FOREACH own IN ARRAY ARRAY['valid_windows(jsonb)', 'valid_week(jsonb)', 'write_outbox()',
          'republish_appointment(integer)']::regprocedure[]
        LOOP
          -- pg_temp last: otherwise a caller's temporary table would hide ours from write_outbox, which runs as its owner.
          EXECUTE format('ALTER FUNCTION %s SET search_path = %s, pg_temp', own,
            (SELECT pronamespace::regnamespace::text FROM pg_proc WHERE oid = own));
        END LOOP;
      END
      $migration$`);
    await runner.query(`
      ALTER TABLE outbox ADD COLUMN nonce uuid NOT NULL DEFAULT gen_random_uuid();
      ALTER TABLE outbox DROP CONSTRAINT outbox_pkey, ADD PRIMARY KEY (id, nonce);`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
