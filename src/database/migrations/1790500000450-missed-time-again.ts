import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A missed appointment that was not missed after all takes its time again, also by SQL: the release before does not know
 * that it gave time back, and was refused by `appointments_times`. If others have the time, `appointments_no_overlap` refuses.
 */
export class MissedTimeAgain1790500000450 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION take_time_again() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.blocked_until := NEW.ends_at
          + make_interval(mins => (SELECT buffer_after_minutes FROM services WHERE id = NEW.service_id));
        RETURN NEW;
      END
      $$;
      CREATE TRIGGER appointments_take_time_again BEFORE UPDATE OF status ON appointments FOR EACH ROW
        WHEN (OLD.status = 'no_show' AND NEW.status <> 'no_show' AND NEW.blocked_until < NEW.ends_at)
        EXECUTE FUNCTION take_time_again();`);
    // Restored dumps run with an empty search path.
    await runner.query(`
      DO $migration$
      BEGIN
        EXECUTE format('ALTER FUNCTION take_time_again() SET search_path = %s, pg_temp',
          (SELECT pronamespace::regnamespace::text FROM pg_proc WHERE oid = 'take_time_again()'::regprocedure));
      END
      $migration$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
