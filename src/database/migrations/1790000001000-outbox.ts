import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'businesses',
  'locations',
  'services',
  'barbers',
  'barber_services',
  'barber_availability',
  'barber_overrides',
  'barber_time_off',
  'business_hours',
  'booking_settings',
  'appointments',
];

/**
 * The outbox: one row for every changed row of every table that a cached region reads, whoever changes it, and one
 * for each TRUNCATE. Written by triggers, so no writer can forget to publish.
 *
 * The application's units of work announce themselves with `SET LOCAL bookedbarber.unit_of_work = 'on'` and publish
 * their own rows; other writers' rows are announced by NOTIFY, which takes a lock at COMMIT that units of work are spared.
 */
export class Outbox1790000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cache_generation (
        only boolean PRIMARY KEY DEFAULT true CHECK (only),
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
        done_at timestamptz
      );
      CREATE INDEX outbox_pending ON outbox (id) WHERE done_at IS NULL;
      CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;`);
    await runner.query(`
      CREATE FUNCTION write_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
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
    for (const table of TABLES) {
      await runner.query(`
        CREATE TRIGGER ${table}_outbox AFTER INSERT OR UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION write_outbox();
        CREATE TRIGGER ${table}_outbox_truncate AFTER TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION write_outbox();`);
    }
    // Of a user only the id and the time zone are anybody else's business.
    await runner.query(`
      CREATE TRIGGER users_outbox AFTER INSERT OR DELETE OR UPDATE OF id, timezone ON users
        FOR EACH ROW EXECUTE FUNCTION write_outbox('email', 'password_hash', 'name', 'role', 'created_at');
      CREATE TRIGGER users_outbox_truncate AFTER TRUNCATE ON users
        FOR EACH STATEMENT EXECUTE FUNCTION write_outbox();`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
