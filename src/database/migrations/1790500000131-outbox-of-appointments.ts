import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Only changes of the columns that cached answers are made of are published. An appointment's client, service and location are
 * in none: when two clients are merged, nothing has to be forgotten.
 */
export class OutboxOfAppointments1790500000131 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER appointments_outbox ON appointments;
      CREATE TRIGGER appointments_outbox
        AFTER INSERT OR DELETE OR UPDATE OF id, status, barber_id, starts_at, ends_at, blocked_from, blocked_until ON appointments
        FOR EACH ROW EXECUTE FUNCTION write_outbox('notes', 'blocked', 'override_reason', 'cancellation_reason');
      ALTER TABLE appointments ENABLE ALWAYS TRIGGER appointments_outbox;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
