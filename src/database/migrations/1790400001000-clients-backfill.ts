import type { MigrationInterface, QueryRunner } from 'typeorm';

const ROWS_AT_A_TIME = 5000;

/**
 * Gives the accounts and appointments from before their client, price and maker. Each statement is a transaction of its own:
 * a table of millions of rows is not locked, and a migration that was interrupted goes on where it stopped. No column that it
 * sets makes the outbox triggers fire.
 */
export class ClientsBackfill1790400001000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO clients (business_id, user_id, name, email)
      SELECT business_id, users.id, users.name, users.email
      FROM (
        SELECT DISTINCT locations.business_id, appointments.user_id
        FROM appointments JOIN locations ON locations.id = location_id WHERE client_id IS NULL
        UNION
        SELECT (SELECT min(id) FROM businesses), id FROM users WHERE role = 'client' AND EXISTS (SELECT FROM businesses)
      ) AS known
      JOIN users ON users.id = known.user_id
      ON CONFLICT DO NOTHING`);
    const [{ last }] = (await runner.query('SELECT coalesce(max(id), 0) AS last FROM appointments')) as [
      { last: number },
    ];
    for (let from = 0; from < last; from += ROWS_AT_A_TIME) {
      await runner.query(
        `UPDATE appointments SET client_id = clients.id, created_by = coalesce(created_by, appointments.user_id),
           price_cents = coalesce(appointments.price_cents, services.price_cents),
           currency = coalesce(appointments.currency, services.currency)
         FROM locations, clients, services
         WHERE appointments.id > $1 AND appointments.id <= $2 AND appointments.client_id IS NULL
           AND locations.id = appointments.location_id AND services.id = appointments.service_id
           AND clients.business_id = locations.business_id AND clients.user_id = appointments.user_id`,
        [from, from + ROWS_AT_A_TIME],
      );
    }
    // After the rows: a trigram index that is filled row by row takes several times as long.
    await runner.query(`
      CREATE INDEX IF NOT EXISTS clients_search ON clients USING gin (search gin_trgm_ops);
      CREATE INDEX IF NOT EXISTS clients_name ON clients (business_id, lower(name), id) WHERE erased_at IS NULL;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
