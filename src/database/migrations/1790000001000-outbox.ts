import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables and the columns that their row images leave out, because they hold private texts. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  businesses: [],
  locations: [],
  services: [],
  barbers: [],
  barber_services: [],
  barber_availability: [],
  barber_overrides: [],
  barber_time_off: ['reason'],
  business_hours: [],
  booking_settings: [],
  appointments: ['notes', 'blocked'],
};

/**
 * The outbox: one row for every changed row of every table that a cached region reads, from any writer, and one for
 * each TRUNCATE. Written by triggers, so no writer can forget to publish.
 *
 * The application's units of work announce themselves with `SET LOCAL bookedbarber.unit_of_work = 'on'` and publish
 * their own rows. Other writers' rows are `handed_over` to the relays from the start, and announced by NOTIFY. Units of
 * work do not NOTIFY, because it takes a lock at COMMIT.
 *
 * The triggers fire ALWAYS, for a replication role as well, and write with their owner's rights: a writer needs none on
 * the outbox.
 */
export class Outbox1790000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cache_generation (
        single_row boolean PRIMARY KEY DEFAULT true CHECK (single_row),
        generation uuid NOT NULL DEFAULT gen_random_uuid()
      );
      INSERT INTO cache_generation DEFAULT VALUES;
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
        relation text NOT NULL,
        operation text NOT NULL,
        before jsonb,
        after jsonb,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        handed_over boolean NOT NULL DEFAULT current_setting('bookedbarber.unit_of_work', true) IS DISTINCT FROM 'on',
        done_at timestamptz
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
      COMMENT ON COLUMN outbox.handed_over IS 'the writer does not publish it: any relay may at once';
      CREATE INDEX outbox_pending ON outbox (id) WHERE done_at IS NULL;
      CREATE INDEX outbox_own ON outbox (transaction) WHERE done_at IS NULL;
      CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;`);
    await runner.query(`
      CREATE FUNCTION write_outbox() RETURNS trigger LANGUAGE plpgsql
      SECURITY DEFINER SET search_path FROM CURRENT AS $$
      BEGIN
        IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
          RETURN NULL;
        END IF;
        INSERT INTO outbox (relation, operation, before, after) VALUES (
          TG_TABLE_NAME,
          TG_OP,
          CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN to_jsonb(OLD) - coalesce(TG_ARGV, '{}') END,
          CASE WHEN TG_OP IN ('UPDATE', 'INSERT') THEN to_jsonb(NEW) - coalesce(TG_ARGV, '{}') END
        );
        IF current_setting('bookedbarber.unit_of_work', true) IS DISTINCT FROM 'on' THEN
          PERFORM pg_notify('outbox', '');
        END IF;
        RETURN NULL;
      END
      $$;`);
    // An idempotent replay is acknowledged like the write it repeats, whose outcome may be unknown: the appointment's current
    // state, and every earlier state that is not published yet, is published again.
    await runner.query(`
      CREATE FUNCTION republish_appointment(appointment integer) RETURNS void LANGUAGE sql AS $$
        INSERT INTO outbox (relation, operation, before, after)
        SELECT 'appointments', 'UPDATE', image, image
        FROM (
          SELECT to_jsonb(appointments) - '{notes,blocked}'::text[] FROM appointments WHERE id = appointment
          UNION
          SELECT image FROM outbox, LATERAL (VALUES (before), (after)) AS images(image)
          WHERE done_at IS NULL AND relation = 'appointments' AND (image->>'id')::integer = appointment
        ) AS known(image)
      $$;`);
    for (const [table, leftOut] of Object.entries(TABLES)) {
      const columns = leftOut.map((column) => `'${column}'`).join(', ');
      await runner.query(`
        CREATE TRIGGER ${table}_outbox AFTER INSERT OR UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION write_outbox(${columns});
        CREATE TRIGGER ${table}_outbox_truncate AFTER TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION write_outbox();`);
    }
    for (const table of Object.keys(TABLES)) await alwaysFire(runner, table);
    // Row images of users contain only the id and the time zone.
    await runner.query(`
      CREATE TRIGGER users_outbox AFTER INSERT OR DELETE OR UPDATE OF id, timezone ON users
        FOR EACH ROW EXECUTE FUNCTION write_outbox('email', 'password_hash', 'name', 'role', 'created_at');
      CREATE TRIGGER users_outbox_truncate AFTER TRUNCATE ON users
        FOR EACH STATEMENT EXECUTE FUNCTION write_outbox();`);
    await alwaysFire(runner, 'users');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}

async function alwaysFire(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`
    ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_outbox;
    ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_outbox_truncate;`);
}
