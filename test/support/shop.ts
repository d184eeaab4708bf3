import type { TestDatabase } from './database.js';

/** A shop of one location, service, barber, client and appointment, all with id 1, written past the application. */
export async function insertShop(database: TestDatabase): Promise<void> {
  const everyDay = JSON.stringify(Array.from({ length: 7 }, () => [[540, 1020]]));
  await database.query(`
    INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Here', 'Europe/Berlin');
    INSERT INTO services (name, duration_minutes) VALUES ('Haircut', 30);
    INSERT INTO users (email, password_hash, name, timezone) VALUES ('a@example.com', '-', 'A', 'Europe/Paris');
    INSERT INTO barbers (location_id, name) VALUES (1, 'B');
    INSERT INTO barber_services (barber_id, service_id) VALUES (1, 1);
    INSERT INTO barber_availability (barber_id, weekly) VALUES (1, '${everyDay}');
    INSERT INTO appointments (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
    VALUES (1, 1, 1, 1, '2027-03-15T10:00Z', '2027-03-15T10:30Z', '2027-03-15T10:00Z', '2027-03-15T10:30Z', 'Europe/Berlin')`);
}
