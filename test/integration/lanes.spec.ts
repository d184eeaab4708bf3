import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { waitingForLocks } from '../support/database.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

const POOL_SIZE = 5;
const STAFF_CONNECTIONS = 2;
const CHANGE_CONNECTIONS = 3;
const QUESTIONS = 12;

let app: TestApp;
let locker: pg.Client;

beforeAll(async () => {
  app = await startApp({ DATABASE_POOL_SIZE: String(POOL_SIZE), CACHE_ENABLED: 'false' });
  await createShop(app.database);
  locker = new pg.Client({ connectionString: app.database.url });
  locker.on('error', () => undefined);
  await locker.connect();
});
afterAll(async () => {
  await locker.end();
  await app.close();
});

it('staff’s slow questions leave the other connections to the public', async () => {
  const admin = await app.signUp('admin');
  await locker.query('BEGIN; LOCK TABLE appointments');
  const lists = Promise.all(
    Array.from({ length: QUESTIONS }, async () => app.get('bookings?limit=1', { token: admin.token })),
  );
  await until(async () => (await waitingForLocks(app.database)) === STAFF_CONNECTIONS);
  for (let read = 0; read < 3 * POOL_SIZE; read++) {
    expect((await app.get('settings/business-hours')).status).toBe(200);
  }
  expect(await waitingForLocks(app.database)).toBe(STAFF_CONNECTIONS);
  await locker.query('ROLLBACK');
  const answers = await lists;
  // Those whose turn did not come in time are refused, and say so.
  const busy = answers.filter(({ status }) => status !== 200);
  expect(busy.map(({ status, body }) => [status, body.code, body.status])).toEqual(
    busy.map(() => [503, 'overloaded', 503]),
  );
  expect(answers.length - busy.length).toBeGreaterThanOrEqual(STAFF_CONNECTIONS);
  expect((await app.get('bookings?limit=1', { token: admin.token })).status).toBe(200);
});

it.each(['users', 'sessions'])(
  'what waits to change %s leaves the other connections to reads',
  async (table) => {
    const user = await app.signUp();
    const login = { email: user.email, password: 'correct horse battery' };
    const { refreshToken } = (await app.post('auth/login', login)).body;
    const change = async () =>
      table === 'users'
        ? app.patch('users/me', { name: 'Another name' }, { token: user.token })
        : app.post('auth/refresh', { refreshToken });
    // As CREATE INDEX does.
    await locker.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
    const changes = Promise.all(Array.from({ length: QUESTIONS }, change));
    await until(async () => (await waitingForLocks(app.database)) === CHANGE_CONNECTIONS);
    for (let read = 0; read < 3 * POOL_SIZE; read++) {
      expect((await app.get('users/me', { token: user.token })).status).toBe(200);
    }
    expect(await waitingForLocks(app.database)).toBe(CHANGE_CONNECTIONS);
    await locker.query('ROLLBACK');
    const done = (await changes).filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThanOrEqual(CHANGE_CONNECTIONS);
    expect((await change()).status).toBe(200);
  },
);

it('a transaction that fails as it begins leaves its connection to others as it was', async () => {
  const database = app.app.get(Database);
  const begun = database.transaction(async () => undefined, { first: 'SELECT 1 / 0' });
  await expect(begun).rejects.toThrow('division by zero');
  const open = await app.database.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
  );
  expect(open).toEqual([]);
});
