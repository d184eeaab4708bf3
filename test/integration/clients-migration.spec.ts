import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { insertShop } from '../support/shop.js';

/** What the release before sends: it knows neither clients nor prices. */
const BOOKED_BEFORE = `
  INSERT INTO appointments (user_id, barber_id, service_id, location_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
  SELECT 1, 1, 1, 1, s, s + interval '30 min', s, s + interval '30 min', 'UTC' FROM `;
const WITHOUT_CLIENT =
  'SELECT FROM appointments WHERE client_id IS NULL OR currency IS NULL OR created_by IS NULL';

describe('the migrations of clients', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await insertShop(database);
    await database.query('UPDATE services SET price_cents = 3000');
  });
  afterAll(() => database.drop());

  it('complete what the release before writes beside them', async () => {
    const [row] = await database.query(`${BOOKED_BEFORE} (VALUES (timestamptz '2027-03-16T10:00Z')) AS v(s)
      RETURNING client_id, price_cents, currency, created_by`);
    const [client] = await database.query<{ id: number; name: string }>(
      'SELECT id, name FROM clients WHERE user_id = 1',
    );
    expect(client).toMatchObject({ name: 'A' });
    expect(row).toEqual({ client_id: client?.id, price_cents: 3000, currency: 'USD', created_by: 1 });
  });

  it('give thousands of appointments their client, and write no outbox row', async () => {
    const batches = 11_000;
    await database.query(`
      ALTER TABLE appointments DROP CONSTRAINT appointments_have_client, DISABLE TRIGGER appointments_complete;
      DROP TRIGGER appointments_outbox ON appointments;
      ${BOOKED_BEFORE} generate_series(timestamptz '2028-01-01T00:00Z', timestamptz '2028-01-01T00:00Z'
        + interval '30 min' * ${batches - 1}, interval '30 min') AS v(s);
      ALTER TABLE appointments ENABLE TRIGGER appointments_complete;
      CREATE TRIGGER appointments_outbox AFTER INSERT OR DELETE OR UPDATE OF id, status, barber_id, service_id,
        location_id, starts_at, ends_at, blocked_from, blocked_until ON appointments
        FOR EACH ROW EXECUTE FUNCTION write_outbox('notes', 'blocked', 'override_reason', 'cancellation_reason');
      ALTER TABLE appointments ENABLE ALWAYS TRIGGER appointments_outbox;
      UPDATE appointments SET client_id = NULL WHERE id = 1;
      DELETE FROM clients WHERE id NOT IN (SELECT client_id FROM appointments WHERE client_id IS NOT NULL);
      DELETE FROM migrations WHERE name LIKE 'ClientsBackfill%' OR name LIKE 'ClientsContract%';
      DELETE FROM outbox;`);
    expect(await database.query(WITHOUT_CLIENT)).toHaveLength(batches + 1);
    await migrate(database.url);
    expect(await database.query(WITHOUT_CLIENT)).toEqual([]);
    expect(await database.query('SELECT FROM outbox')).toEqual([]);
    await expect(database.query('UPDATE appointments SET client_id = NULL WHERE id = 2')).rejects.toThrow(
      'appointments_have_client',
    );
  });

  it('publish from then on who an appointment’s client is, and no text about them', async () => {
    await database.query(`
      INSERT INTO clients (business_id, name) VALUES (1, 'B');
      UPDATE appointments SET notes = 'x', cancellation_reason = 'x', override_reason = 'x' WHERE id = 1;
      UPDATE appointments SET client_id = (SELECT max(id) FROM clients) WHERE id = 1;`);
    const rows = await database.query<{ after: Record<string, unknown> }>('SELECT after FROM outbox');
    expect(rows).toHaveLength(1);
    const columns = Object.keys(rows[0]?.after ?? {});
    expect(columns).toContain('client_id');
    expect(columns.filter((name) => /notes|reason|name|phone|mail/.test(name))).toEqual([]);
  });
});
