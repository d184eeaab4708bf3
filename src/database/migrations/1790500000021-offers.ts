import type { MigrationInterface, QueryRunner } from 'typeorm';
import { watchTable } from '../outbox-triggers.js';

/**
 * Where services are offered, booking rules of their own, and what they cost with a barber. The release before offers every
 * service everywhere, by the rules of the business: shops may use these once no instance of it is left.
 */
export class Offers1790500000021 implements MigrationInterface {
  readonly name = 'Offers1790500000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE service_locations (
        service_id integer NOT NULL REFERENCES services ON DELETE CASCADE,
        location_id integer NOT NULL REFERENCES locations,
        PRIMARY KEY (service_id, location_id)
      );
      CREATE INDEX service_locations_location ON service_locations (location_id);
      ALTER TABLE services
        ADD COLUMN slot_interval_minutes integer CHECK (slot_interval_minutes BETWEEN 1 AND 1440),
        ADD COLUMN minimum_notice_minutes integer CHECK (minimum_notice_minutes BETWEEN 0 AND 525600),
        ADD COLUMN booking_horizon_days integer CHECK (booking_horizon_days BETWEEN 1 AND 3650);
      ALTER TABLE barber_services ADD COLUMN price_cents integer CHECK (price_cents >= 0);`);
    await watchTable(runner, 'service_locations');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
