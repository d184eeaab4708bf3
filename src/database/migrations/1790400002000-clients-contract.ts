import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * From now on every appointment of an account has its client; only a walk-in may have neither. Changes of an appointment's
 * client are published, because cached answers name it by id.
 */
export class ClientsContract1790400002000 implements MigrationInterface {
  /** The table is read for the constraint without keeping writers out. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE appointments
        DROP CONSTRAINT IF EXISTS appointments_have_client,
        ADD CONSTRAINT appointments_have_client CHECK (client_id IS NOT NULL OR user_id IS NULL) NOT VALID;
      DROP TRIGGER IF EXISTS appointments_outbox ON appointments;
      CREATE TRIGGER appointments_outbox
        AFTER INSERT OR DELETE OR UPDATE OF id, status, barber_id, service_id, location_id, client_id, starts_at, ends_at,
          blocked_from, blocked_until ON appointments
        FOR EACH ROW EXECUTE FUNCTION write_outbox('notes', 'blocked', 'override_reason', 'cancellation_reason');
      ALTER TABLE appointments ENABLE ALWAYS TRIGGER appointments_outbox;`);
    await runner.query('ALTER TABLE appointments VALIDATE CONSTRAINT appointments_have_client');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
