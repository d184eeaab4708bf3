import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Freed time is noted by what has changed, and not by the columns that the statement names: a trigger of another program may give time back as well. */
export class FreedTimeByChange1790500000166 implements MigrationInterface {
  readonly name = 'FreedTimeByChange1790500000166';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER appointments_freed_by_change ON appointments;
      CREATE TRIGGER appointments_freed_by_change AFTER UPDATE ON appointments
        FOR EACH ROW WHEN (OLD.status <> 'cancelled' AND (NEW.status = 'cancelled' OR NEW.barber_id <> OLD.barber_id
          OR NEW.blocked_from > OLD.blocked_from OR NEW.blocked_until < OLD.blocked_until))
        EXECUTE FUNCTION note_freed_time();
      ALTER TABLE appointments ENABLE ALWAYS TRIGGER appointments_freed_by_change;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
