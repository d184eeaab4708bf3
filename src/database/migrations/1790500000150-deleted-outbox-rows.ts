import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Deleting outbox rows that are not published begins a new generation: their changes cannot be forgotten one by one any more
 * (rule 19). Pruning deletes only rows that are done.
 */
export class DeletedOutboxRows1790500000150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION forget_deleted_changes() RETURNS trigger LANGUAGE plpgsql
      SECURITY DEFINER AS $$
      BEGIN
        IF EXISTS (SELECT FROM deleted WHERE done_at IS NULL) THEN
          UPDATE cache_generation SET generation = gen_random_uuid() WHERE single_row;
          PERFORM pg_notify('outbox', '');
        END IF;
        RETURN NULL;
      END
      $$;
      CREATE TRIGGER outbox_deleted AFTER DELETE ON outbox REFERENCING OLD TABLE AS deleted
        FOR EACH STATEMENT EXECUTE FUNCTION forget_deleted_changes();
      ALTER TABLE outbox ENABLE ALWAYS TRIGGER outbox_deleted;
      DO $migration$
      BEGIN
        EXECUTE format('ALTER FUNCTION forget_deleted_changes() SET search_path = %s, pg_temp',
          (SELECT pronamespace::regnamespace::text FROM pg_proc WHERE oid = 'forget_deleted_changes()'::regprocedure));
      END
      $migration$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
