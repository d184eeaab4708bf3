import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { withMigrationLock } from '../../src/database/migration.lock.js';
import { until } from '../support/until.js';

const name = `migrated_${randomBytes(6).toString('hex')}`;
let server: pg.Client;

beforeAll(async () => {
  const url = new URL(process.env['TEST_DATABASE_TEMPLATE'] ?? '');
  url.pathname = '/postgres';
  server = new pg.Client({ connectionString: url.href });
  await server.connect();
  await server.query(`CREATE DATABASE ${name} TEMPLATE template0`);
});
afterAll(async () => {
  await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await server.end();
});

it('instances that start together migrate once, and none hangs the indexes that another one builds', async () => {
  const url = new URL(process.env['TEST_DATABASE_TEMPLATE'] ?? '');
  url.pathname = `/${name}`;
  await expect(Promise.all([1, 2, 3].map(async () => migrate(url.href)))).resolves.toHaveLength(3);
});

it('the session that holds their lock lives for as long as they take, whatever idle_session_timeout the database has', async () => {
  const url = new URL(process.env['TEST_DATABASE_TEMPLATE'] ?? '');
  url.pathname = `/${name}`;
  await server.query(`ALTER DATABASE ${name} SET idle_session_timeout = '50ms'`);
  const isHeld = async () =>
    (
      await server.query(
        `SELECT FROM pg_stat_activity JOIN pg_locks USING (pid)
         WHERE datname = $1 AND locktype = 'advisory' AND clock_timestamp() - state_change > '200ms'`,
        [name],
      )
    ).rowCount === 1;
  await withMigrationLock(url.href, async () => until(isHeld));
  await server.query(`ALTER DATABASE ${name} RESET idle_session_timeout`);
});

it.each([
  ['booking_settings', `ALTER TABLE booking_settings DROP COLUMN slot_packing`, 'SlotPacking'],
  // Not in a transaction of its own.
  ['appointments', '', 'MissedTime'],
])(
  'a migration of %s that waits for a long transaction keeps no one else from the table for long',
  async (table, undo, migration) => {
    const url = new URL(process.env['TEST_DATABASE_TEMPLATE'] ?? '');
    url.pathname = `/${name}`;
    const client = async () => {
      const made = new pg.Client({ connectionString: url.href });
      await made.connect();
      return made;
    };
    const [dump, reader] = [await client(), await client()];
    try {
      await dump.query(`${undo}; DELETE FROM migrations WHERE name LIKE '${migration}1%'`);
      await dump.query('BEGIN');
      await dump.query(`LOCK TABLE ${table} IN ACCESS SHARE MODE`);
      const migrating = migrate(url.href);
      const waits = `SELECT FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass`;
      await until(async () => (await reader.query(waits)).rowCount === 1);
      // Would wait for the dump without a limit, behind the migration.
      await reader.query(`SELECT FROM ${table}`);
      await dump.query('COMMIT');
      await expect(migrating).resolves.toBeUndefined();
    } finally {
      await Promise.all([dump.end(), reader.end()]);
    }
  },
);
