import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Appointments that a change of hours has left without a barber who works then. No cached answer is made of them, so the table has
 * no outbox triggers. An appointment that moves, or gets another barber or service, is judged as new: the note about it goes.
 * A cancelled one keeps it, in case the cancellation is undone.
 */
export class UncoveredAppointments1790300020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE uncovered_appointments (
        appointment_id integer PRIMARY KEY REFERENCES appointments ON DELETE CASCADE,
        starts_at timestamptz(3) NOT NULL,
        since timestamptz(3) NOT NULL DEFAULT now()
      );
      -- GET /bookings?uncovered=true.
      CREATE INDEX uncovered_appointments_starts ON uncovered_appointments (starts_at);`);
    await runner.query(`
      CREATE FUNCTION forget_uncovered() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM uncovered_appointments WHERE appointment_id = NEW.id;
        RETURN NULL;
      END
      $$;
      CREATE TRIGGER appointments_moved AFTER UPDATE OF barber_id, service_id, location_id, starts_at, ends_at ON appointments
        FOR EACH ROW WHEN ((OLD.barber_id, OLD.service_id, OLD.location_id, OLD.starts_at, OLD.ends_at)
          IS DISTINCT FROM (NEW.barber_id, NEW.service_id, NEW.location_id, NEW.starts_at, NEW.ends_at))
        EXECUTE FUNCTION forget_uncovered();`);
    // Restored dumps run with an empty search path.
    await runner.query(`
      DO $migration$
      BEGIN
        EXECUTE format('ALTER FUNCTION forget_uncovered() SET search_path = %s, pg_temp',
          (SELECT pronamespace::regnamespace::text FROM pg_proc WHERE oid = 'forget_uncovered()'::regprocedure));
      END
      $migration$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
