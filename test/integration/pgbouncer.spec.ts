import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { parseEnv } from '../../src/config/env.js';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import { checkDatabase } from '../../src/database/database.requirements.js';
import { withMigrationLock } from '../../src/database/migration.lock.js';
import { PatientPool } from '../../src/database/patient.pool.js';
import { DAY_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { ServerProcess } from '../support/server-process.js';
import { createShop, type TestShop } from '../support/shop.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const runProgram = promisify(execFile);
const MIGRATE = join(process.cwd(), 'dist/database/migrate.main.js');
const NEEDS_DIRECT_URL = /^DATABASE_URL leads through .* pools by transaction .*: set DATABASE_DIRECT_URL to/;

let database: TestDatabase;
let transactions: PgBouncer;
let sessions: PgBouncer;

beforeAll(async () => {
  database = await createTestDatabase();
  // No startup parameter is ignored, as in Debian's package, and no named statement is kept for a client.
  const settings = await PgBouncer.withoutNamedStatements();
  transactions = await PgBouncer.start(database.url, { pool_mode: 'transaction', ...settings });
  sessions = await PgBouncer.start(database.url, { pool_mode: 'session' });
});
afterAll(async () => {
  await transactions.stop();
  await sessions.stop();
  await database.drop();
});

/** What the check says about these settings; '' if it lets them pass. */
async function refusal(settings: Record<string, string>): Promise<string> {
  return checkDatabase(parseEnv(settings)).then(
    () => '',
    (error: Error) => error.message,
  );
}

describe('at the start', () => {
  it.each([
    ['the defaults', {}],
    ['one session', { default_pool_size: 1 }],
    ['sessions in turn', { default_pool_size: 3, server_round_robin: 1 }],
    ['hashed passwords', { auth_type: 'md5' }],
  ])('a pooler by transaction is noticed: %s', async (_, settings) => {
    const pooler = await PgBouncer.start(database.url, { pool_mode: 'transaction', ...settings });
    expect(await refusal({ DATABASE_URL: pooler.url })).toMatch(NEEDS_DIRECT_URL);
    expect(await refusal({ DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: database.url })).toBe('');
    await pooler.stop();
  });

  it('a pooler by session, and none at all, need no second URL', async () => {
    expect(await refusal({ DATABASE_URL: sessions.url })).toBe('');
    expect(await refusal({ DATABASE_URL: database.url })).toBe('');
    expect(await refusal({ DATABASE_URL: database.url, DATABASE_DIRECT_URL: sessions.url })).toBe('');
  });

  it('a second URL that is a pooler by transaction, or another database, is refused', async () => {
    const twice = { DATABASE_URL: transactions.url, DATABASE_DIRECT_URL: transactions.url };
    expect(await refusal(twice)).toMatch(/pools by transaction/);
    const reversed = { DATABASE_URL: database.url, DATABASE_DIRECT_URL: transactions.url };
    expect(await refusal(reversed)).toMatch(/^DATABASE_DIRECT_URL leads through .* by transaction/);
    const other = await createTestDatabase();
    const elsewhere = { DATABASE_URL: transactions.url, DATABASE_DIRECT_URL: other.url };
    expect(await refusal(elsewhere)).toMatch(/lead to different databases/);
    await other.drop();
  });

  it('a pooler by statement is refused, with a second URL as well', async () => {
    const pooler = await PgBouncer.start(database.url, { pool_mode: 'statement' });
    const both = { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: database.url };
    expect(await refusal(both)).toMatch(/^DATABASE_URL leads through .* by statement/);
    await pooler.stop();
  });

  it('says what to do about a database, a user or a password that the pooler does not have', async () => {
    const at = (change: (url: URL) => void) => {
      const url = new URL(transactions.url);
      change(url);
      return refusal({ DATABASE_URL: url.href, DATABASE_DIRECT_URL: database.url });
    };
    expect(await at((url) => (url.pathname = '/elsewhere'))).toMatch(/DATABASE_URL has no such database/);
    expect(await at((url) => (url.password = 'wrong'))).toMatch(/DATABASE_URL refuses its user or password/);
    expect(await at((url) => (url.username = 'nobody'))).toMatch(/DATABASE_URL refuses its user or password/);
  });

  it('the server stops with that sentence, and with it alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bookedbarber-pooled-'));
    const server = new ServerProcess({ DATABASE_URL: transactions.url }, folder);
    expect(await server.ended).toBe(1);
    expect(server.errors).toMatch(NEEDS_DIRECT_URL);
    expect(server.errors.trim().split('\n')).toHaveLength(1);
    await rm(folder, { recursive: true, force: true });
  });

  it('so does the job that migrates, which goes over the second URL', async () => {
    const migrate = async (settings: Record<string, string>) =>
      runProgram(process.execPath, [MIGRATE], { env: settings }).catch((error: { stderr: string }) => error);
    expect((await migrate({ DATABASE_URL: transactions.url })).stderr).toMatch(NEEDS_DIRECT_URL);
    const direct = { DATABASE_URL: transactions.url, DATABASE_DIRECT_URL: database.url };
    expect(await migrate(direct)).toMatchObject({ stdout: 'The database is up to date.\n', stderr: '' });
  });
});

it('the migrations wait for a limited time, and name the session that holds their lock', async () => {
  const holder = new pg.Client({ connectionString: database.url, application_name: 'forgotten' });
  await holder.connect();
  await holder.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.migrations]);
  const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const waiting = withMigrationLock(database.url, async () => 'migrated', 300);
  await expect(waiting).rejects.toThrow(
    /did not begin within 0.3 s, because the server process \d+ \(forgotten, /,
  );
  expect(warned.mock.calls).toEqual([
    [expect.stringMatching(/^Waiting for the migrations: .*\(forgotten, /)],
  ]);
  warned.mockRestore();
  const patient = withMigrationLock(database.url, async () => 'migrated');
  await holder.end();
  expect(await patient).toBe('migrated');
});

it.each([
  ['has no connection left', () => 'SET max_client_conn = 1'],
  ['takes no further clients', () => `DISABLE ${new URL(database.url).pathname.slice(1)}`],
])('while a pooler %s, users of a pool share the connections that they have', async (_, command) => {
  const pooler = await PgBouncer.start(database.url, { pool_mode: 'transaction' });
  const pool = new PatientPool({ connectionString: pooler.url, max: 10, waitMs: 4000 });
  await pool.query('SELECT 1');
  await pooler.command(command());
  await Promise.all(Array.from({ length: 20 }, async () => pool.query('SELECT pg_sleep(0.01)')));
  expect(pool.totalCount).toBe(1);
  await pool.end();
  await pooler.stop();
});

it('what begins while the pooler waits until it tries the server again takes up to its time, and succeeds', async () => {
  const direct = new URL(database.url);
  const wire = await TcpProxy.to(Number(direct.port));
  const behind = new URL(direct);
  behind.port = String(wire.port);
  const pooler = await PgBouncer.start(behind.href, { pool_mode: 'transaction', server_login_retry: 1 });
  const app = await startApp(
    { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: database.url, CACHE_ENABLED: 'false' },
    database,
  );
  const admin = await app.signUp('admin');
  wire.cut();
  // The statement by which the pooler finds out waits in it; those after it are refused.
  const asked: Promise<unknown>[] = [];
  let isRefused = false;
  await until(() => {
    const failed = ({ message }: Error) => (isRefused ||= message.includes('server_login_retry'));
    asked.push(pooler.query('SELECT 1').catch(failed));
    return isRefused;
  });
  const answers = [
    app.get('services'),
    app.patch('settings/booking', { minimumNoticeMinutes: 10 }, { token: admin.token }),
  ];
  wire.pass();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  await Promise.all(asked);
  await app.close();
  await pooler.stop();
  await wire.close();
});

describe.each([
  { mode: 'transaction', reads: 160, bookings: 60 },
  { mode: 'session', reads: 20, bookings: 8 },
])('the application behind a pooler by $mode', ({ mode, reads, bookings }) => {
  let redis: RedisServer;
  let app: TestApp;
  let shop: TestShop;
  const pooler = () => (mode === 'transaction' ? transactions : sessions);

  beforeAll(async () => {
    redis = await startRedis();
    shop = await createShop(database, { barbers: 2, windows: [[540, 1020]] });
    app = await startApp(
      {
        DATABASE_URL: pooler().url,
        ...(mode === 'transaction' ? { DATABASE_DIRECT_URL: database.url } : {}),
        REDIS_URL: redis.url,
      },
      database,
    );
    await until(async () => (await app.get('/health')).body.status === 'healthy');
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  const day = (index: number) => new Date(Date.now() + (index + 3) * DAY_MS).toISOString().slice(0, 10);
  const slots = async (date: string) =>
    app.get(
      `bookings/available-slots?date=${date}&locationId=${shop.locationId}&serviceId=${shop.serviceId}`,
    );

  it(`caches, and answers ${reads} reads of 80 days and ${bookings} bookings without one 5xx`, async () => {
    const { token } = await app.signUp();
    const book = (index: number) =>
      app.post(
        'bookings',
        {
          date: day(index % 80),
          time: '10:00',
          timezone: 'UTC',
          locationId: shop.locationId,
          serviceId: shop.serviceId,
        },
        { token },
      );
    const calls = [
      ...Array.from({ length: reads }, (_, index) => () => slots(day(index % 80))),
      ...Array.from({ length: bookings }, (_, index) => () => book(index)),
    ].toSorted(() => Math.random() - 0.5);
    const statuses: number[] = [];
    const caller = async () => {
      for (let call = calls.pop(); call !== undefined; call = calls.pop())
        statuses.push((await call()).status);
    };
    await Promise.all(Array.from({ length: 12 }, caller));
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(statuses.filter((status) => status === 201)).toHaveLength(bookings);
    await until(async () => {
      const answer = await slots(day(0));
      return answer.headers.get('cache-status')?.includes('hit') === true;
    });
  });

  (mode === 'transaction' ? it : it.skip)(
    'keeps at most three connections to the server besides the pooled ones',
    async () => {
      const admin = await app.signUp('admin');
      const warmUp = app.post('cache/warm-up', { daysAhead: 3 }, { token: admin.token });
      let most = 0;
      const run = { isOver: false };
      void warmUp.finally(() => (run.isOver = true));
      while (!run.isOver) {
        const ports = await pooler().serverPorts();
        const [found] = await database.query<{ names: string[] }>(
          `SELECT array_agg(application_name ORDER BY application_name) AS names FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'bookedbarber%' AND NOT client_port = ANY ($1)`,
          [ports],
        );
        most = Math.max(most, found?.names.length ?? 0);
      }
      expect((await warmUp).status).toBe(200);
      expect(most).toBeGreaterThanOrEqual(2);
      expect(most).toBeLessThanOrEqual(3);
    },
  );

  it('a whole booking: found, booked, seen by the next read, moved and cancelled', async () => {
    const { token } = await app.signUp();
    const date = day(100);
    const times = async () => (await slots(date)).body.slots.map(({ time }: { time: string }) => time);
    const [barberId] = shop.barberIds;
    const free = async () =>
      (await slots(date)).body.slots.find(({ time }: { time: string }) => time === '10:00')?.barberIds ?? [];
    expect(await times()).toContain('10:00');
    const body = { date, time: '10:00', timezone: 'UTC', barberId, serviceId: shop.serviceId };
    const booked = await app.post('bookings', { ...body, locationId: shop.locationId }, { token });
    expect(booked.status).toBe(201);
    expect(await free()).not.toContain(barberId);
    expect((await app.patch(`bookings/${booked.body.id}`, { date, time: '11:00' }, { token })).status).toBe(
      200,
    );
    expect(await free()).toContain(barberId);
    expect((await app.delete(`bookings/${booked.body.id}`, { token })).body.status).toBe('cancelled');
  });
});
