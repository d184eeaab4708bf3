import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Names the state of a barber's appointments by a version that changes when one of them gives time back: it is cancelled, deleted, moved or
 * shortened. As long as it stays the same, the barber can only have become fuller (ADR 0029). No cached answer shows it, so the table has no
 * outbox triggers; its own fire ALWAYS, for a replication role as well, and write with their owner's rights.
 *
 * Bookings do not fire them. Creating a trigger locks writers out for a moment, and reads no row.
 */
export class FreedTime1790500000061 implements MigrationInterface {
  readonly name = 'FreedTime1790500000061';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE freed_time (
        barber_id integer PRIMARY KEY REFERENCES barbers ON DELETE CASCADE,
        version uuid NOT NULL DEFAULT gen_random_uuid()
      );
      CREATE FUNCTION note_freed_time() RETURNS trigger LANGUAGE plpgsql
      SECURITY DEFINER AS $$
      BEGIN
        IF TG_OP = 'TRUNCATE' THEN
          INSERT INTO freed_time (barber_id) SELECT id FROM barbers ORDER BY id
          ON CONFLICT (barber_id) DO UPDATE SET version = gen_random_uuid();
        ELSE
          INSERT INTO freed_time (barber_id) VALUES (OLD.barber_id)
          ON CONFLICT (barber_id) DO UPDATE SET version = gen_random_uuid();
        END IF;
        RETURN NULL;
      END
      $$;
      CREATE TRIGGER appointments_freed_by_change AFTER UPDATE OF status, barber_id, blocked_from, blocked_until ON appointments
        FOR EACH ROW WHEN (OLD.status <> 'cancelled' AND (NEW.status = 'cancelled' OR NEW.barber_id <> OLD.barber_id
          OR NEW.blocked_from > OLD.blocked_from OR NEW.blocked_until < OLD.blocked_until))
        EXECUTE FUNCTION note_freed_time();
      CREATE TRIGGER appointments_freed_by_removal AFTER DELETE ON appointments
        FOR EACH ROW WHEN (OLD.status <> 'cancelled') EXECUTE FUNCTION note_freed_time();
      CREATE TRIGGER appointments_freed_by_truncate AFTER TRUNCATE ON appointments
        FOR EACH STATEMENT EXECUTE FUNCTION note_freed_time();
      ALTER TABLE appointments
        ENABLE ALWAYS TRIGGER appointments_freed_by_change,
        ENABLE ALWAYS TRIGGER appointments_freed_by_removal,
        ENABLE ALWAYS TRIGGER appointments_freed_by_truncate;`);
    // Restored dumps run with an empty search path.
    await runner.query(`
      DO $migration$
      BEGIN
        EXECUTE format('ALTER FUNCTION note_freed_time() SET search_path = %s, pg_temp',
          (SELECT pronamespace::regnamespace::text FROM pg_proc WHERE oid = 'note_freed_time()'::regprocedure));
      END
      $migration$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
