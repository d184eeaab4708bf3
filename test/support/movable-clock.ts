import type { TestDatabase } from './database.js';

/**
 * Lets a test set the clock of one database, as NTP or an operator would. Connections that are opened afterwards find a
 * `clock_timestamp()` and a `now()` of our own before PostgreSQL's.
 * @returns a function that sets the clock off by so much
 */
export async function movableClock(database: TestDatabase): Promise<(by: string) => Promise<void>> {
  const name = new URL(database.url).pathname.slice(1);
  await database.query(`
    CREATE SCHEMA moved;
    CREATE TABLE moved.clock (off interval NOT NULL);
    INSERT INTO moved.clock VALUES ('0');
    CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
      'SELECT pg_catalog.clock_timestamp() + off FROM moved.clock';
    CREATE FUNCTION moved.now() RETURNS timestamptz LANGUAGE sql STABLE AS
      'SELECT pg_catalog.now() + off FROM moved.clock';
    ALTER TABLE outbox ALTER created_at SET DEFAULT moved.clock_timestamp();
    ALTER DATABASE ${name} SET search_path = public, moved, pg_catalog`);
  return async (by) => {
    await database.query('UPDATE moved.clock SET off = $1', [by]);
  };
}
