import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { parseEnv } from '../../src/config/env.js';
import { Database } from '../../src/database/database.js';
import { DatabaseProbe } from '../../src/database/database.probe.js';
import { checkDatabase } from '../../src/database/database.requirements.js';
import { migrate } from '../../src/database/migrate.js';
import { PatientPool } from '../../src/database/patient.pool.js';
import { DAY_MS } from '../../src/time/durations.js';
import { INSTANCE, StateLog } from '../../src/time/state-log.js';
import { startApp, type TestApp } from '../support/app.js';
import type { TestDatabase } from '../support/database.js';
import { InstalledPostgres } from '../support/installed-postgres.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const date = new Date(Date.now() + 10 * DAY_MS).toISOString().slice(0, 10);
/** What a machine that is busy with other suites may add to a limit. */
const BUSY_MS = 2000;

let postgres: InstalledPostgres;
let database: TestDatabase;
let redis: RedisServer;
let proxy: TcpProxy;
let app: TestApp;
let shop: TestShop;
let token = '';
/** Warnings about PostgreSQL, the application's and those of one test. */
const lines: string[] = [];
const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => {
  if (String(line).startsWith('PostgreSQL ')) lines.push(String(line));
});
const BOOKINGS_FAIL = `Instance ${INSTANCE}. For users, bookings and other changes fail with 503`;
const WELL = `Instance ${INSTANCE}. For users, everything works`;

const slots = async (day = date) =>
  app.get(`bookings/available-slots?date=${day}&locationId=${shop.locationId}&serviceId=${shop.serviceId}`);
const book = async (time: string) =>
  app.post(
    'bookings',
    { date, time, timezone: 'UTC', locationId: shop.locationId, serviceId: shop.serviceId },
    { token },
  );
const ready = async () => {
  const { status, body } = await app.get('/health/ready');
  return [status, body.status];
};
const health = async () => {
  const { status, body } = await app.get('/health');
  return [status, body.status, body.services.database];
};
const isHealthy = async () => (await health())[1] === 'healthy';
/** The URL of the database over a proxy. */
const over = ({ port }: TcpProxy) => {
  const url = new URL(database.url);
  url.port = String(port);
  return url.href;
};
const admin = async (sql: string) => postgres.database('postgres').query(sql);

beforeAll(async () => {
  postgres = await InstalledPostgres.start();
  await postgres.run('createdb', 'shop');
  database = postgres.database('shop');
  await migrate(database.url);
  shop = await createShop(database, { barbers: 2 });
  redis = await startRedis();
  proxy = await TcpProxy.to(postgres.port);
  app = await startApp(
    { REDIS_URL: redis.url, CACHE_AVAILABLE_SLOTS_TTL: '600' },
    { ...database, url: over(proxy) },
  );
  ({ token } = await app.signUp());
  await until(isHealthy);
});
afterAll(async () => {
  await app.close();
  await proxy.close();
  await redis.stop();
  await postgres.stop();
  warned.mockRestore();
});

describe('a database that is read-only', () => {
  beforeAll(async () => {
    await until(async () => (await slots()).headers.get('cache-status')?.includes('hit') === true);
    await admin('ALTER SYSTEM SET default_transaction_read_only = on');
    await admin('SELECT pg_reload_conf()');
    await until(async () => (await health())[2] === 'read-only');
  });
  const makeWritable = async () => {
    await admin('ALTER SYSTEM RESET default_transaction_read_only');
    await admin('SELECT pg_reload_conf()');
    await until(isHealthy);
  };
  afterAll(makeWritable);

  it('degrades the application, which stays ready', async () => {
    expect(await health()).toEqual([200, 'degraded', 'read-only']);
    expect(await ready()).toEqual([200, 'degraded']);
  });

  it('refuses writes with 503 and Retry-After, while reads go on, cached or not', async () => {
    const { status, headers, body } = await book('10:00');
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'database-unavailable', '1']);
    expect(body.detail).toContain('takes no changes');
    expect((await slots()).status).toBe(200);
    expect((await slots('2027-06-01')).status).toBe(200);
    expect((await app.get('locations')).status).toBe(200);
  });

  it('is one warning, and its end another one', async () => {
    await makeWritable();
    expect(lines).toEqual([
      `PostgreSQL takes no changes: it is a standby, or was set read-only. ${BOOKINGS_FAIL}; reads go on`,
      `PostgreSQL can be used again. ${WELL}`,
    ]);
  });
});

it('a database whose setting makes new sessions read-only takes changes again when that is taken back', async () => {
  await admin('ALTER DATABASE shop SET default_transaction_read_only = on');
  await admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'`);
  await until(async () => (await health())[2] === 'read-only');
  // Every connection of the pool is one of these sessions.
  await Promise.all(Array.from({ length: 9 }, async (_, index) => slots(`2027-05-0${index + 1}`)));
  expect((await book('13:30')).status).toBe(503);
  await admin('ALTER DATABASE shop RESET default_transaction_read_only');
  await until(isHealthy);
  await until(async () => (await book('13:30')).status === 201);
  await until(async () => (await database.query('SELECT FROM outbox WHERE done_at IS NULL')).length === 0);
});

it('a primary whose synchronous standby is away takes no further changes, keeps its connections, and goes on by itself', async () => {
  const waiting = async () =>
    admin(`SELECT application_name AS name FROM pg_stat_activity WHERE wait_event = 'SyncRep'`);
  await admin(`ALTER SYSTEM SET synchronous_standby_names = 'gone'`);
  await admin('SELECT pg_reload_conf()');
  try {
    // So many ids later, the relay records a watermark.
    await database.query(`SET synchronous_commit = local; SELECT setval('outbox_id_seq', 1000000)`);
    const cutOff = await Promise.all([book('14:30'), book('15:00')]);
    expect(cutOff.map(({ status }) => status)).toEqual([503, 503]);
    expect(await health()).toEqual([200, 'degraded', 'read-only']);
    const given = await waiting();
    expect(given).not.toContainEqual({ name: 'bookedbarber relay' });
    const refused = await Promise.all(Array.from({ length: 20 }, async () => book('15:30')));
    expect(refused.map(({ body }) => body.detail)).toEqual(
      Array.from({ length: 20 }, () => expect.stringContaining('takes no changes')),
    );
    expect(await waiting()).toEqual(given);
    expect((await slots('2027-07-01')).status).toBe(200);
  } finally {
    await admin('ALTER SYSTEM RESET synchronous_standby_names');
    await admin('SELECT pg_reload_conf()');
  }
  await until(isHealthy);
  await until(async () => (await book('15:30')).status === 201);
});

it('a server without a free connection: users of a pool share those that it has', async () => {
  await admin('CREATE ROLE crowd LOGIN CONNECTION LIMIT 3');
  const url = new URL(database.url);
  url.username = 'crowd';
  const pool = new PatientPool({ connectionString: url.href, max: 10, waitMs: 2000 + BUSY_MS });
  const answers = Array.from({ length: 40 }, async () => pool.query('SELECT pg_sleep(0.01)'));
  await Promise.all(answers);
  expect(pool.totalCount).toBe(3);
  await pool.end();
});

describe('a server that refuses new logins of the user, as after a change of the password, and keeps the old ones', () => {
  const tenant = () => Object.assign(new URL(database.url), { username: 'tenant' }).href;
  beforeAll(() => admin('CREATE ROLE tenant LOGIN SUPERUSER'));
  afterEach(() => admin('ALTER ROLE tenant LOGIN'));

  it('users of a pool share the connections that it has', async () => {
    const pool = new PatientPool({ connectionString: tenant(), max: 10, waitMs: 2000 + BUSY_MS });
    await pool.query('SELECT 1');
    await admin('ALTER ROLE tenant NOLOGIN');
    await Promise.all(Array.from({ length: 5 }, async () => pool.query('SELECT pg_sleep(0.01)')));
    await pool.end();
  });

  it('is a database that cannot be used, with its words, once the pool has none left', async () => {
    const own = await startApp({}, { ...database, url: tenant() });
    const found = async () => (await own.get('/health')).body.services.database;
    await until(async () => (await found()) === 'healthy');
    lines.length = 0;
    await admin('ALTER ROLE tenant NOLOGIN');
    await admin(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tenant' AND application_name = 'bookedbarber'`,
    );
    expect((await own.get('barbers/1')).status).toBe(503);
    await until(() => lines.length > 0);
    expect(lines[0]).toMatch(/^PostgreSQL cannot be used: role "tenant" is not permitted to log in\./);
    expect(await found()).toBe('unavailable');
    await admin('ALTER ROLE tenant LOGIN');
    await until(async () => (await found()) === 'healthy');
    expect((await own.get('barbers/1')).status).toBe(200);
    await own.close();
  });
});

it('a database that is lost is one warning with the cause, and its return one with the time', async () => {
  const own = await TcpProxy.to(postgres.port);
  const probe = new DatabaseProbe(parseEnv({ DATABASE_URL: over(own) }));
  await probe.onApplicationBootstrap();
  lines.length = 0;
  const states = jest.spyOn(StateLog.prototype, 'change');
  own.cut();
  // What it finds again and again, it says once.
  await until(() => states.mock.calls.filter(([state]) => state === 'unavailable').length > 2);
  states.mockRestore();
  own.pass();
  await until(() => probe.state === 'available');
  await probe.onApplicationShutdown();
  await own.close();
  expect(lines).toEqual([
    expect.stringMatching(/^PostgreSQL cannot be used: .*ECONNRESET/),
    expect.stringMatching(/^PostgreSQL can be used again, \d+\.\d s after it was lost\. /),
  ]);
  expect(lines[0]).toContain(`. ${BOOKINGS_FAIL}; only reads that are cached in Redis go on`);
  expect(lines[1]).toContain(WELL);
});

it('a database that answers the pool is not lost because it is late for the probe', async () => {
  const own = await TcpProxy.to(postgres.port);
  const probe = new DatabaseProbe(parseEnv({ DATABASE_URL: over(own) }));
  await probe.onApplicationBootstrap();
  own.answer(/pg_is_in_recovery/, '');
  await until(() => probe.isLost, 20_000);
  probe.poolAnswered();
  expect(probe.isLost).toBe(false);
  // Nor does one answer count for long.
  await until(() => probe.isLost, 20_000);
  await probe.onApplicationShutdown();
  await own.close();
  const reported = jest.spyOn(app.app.get(DatabaseProbe, { strict: false }), 'poolAnswered');
  await app.app.get(Database, { strict: false }).query('SELECT 1');
  expect(reported).toHaveBeenCalled();
});

it('a start names a standby, a read-only database, a user who may only read, a server that is too old, an encoding without all letters, a search_path that begins elsewhere, and a schema without its data', async () => {
  const refusal = async (url: string) =>
    checkDatabase(parseEnv({ DATABASE_URL: url })).then(
      () => '',
      (error: Error) => error.message,
    );
  await postgres.run('psql', '-c', 'ALTER DATABASE shop SET default_transaction_read_only = on');
  expect(await refusal(database.url)).toMatch(/^The database of DATABASE_URL is read-only/);
  await postgres.run('psql', '-c', 'ALTER DATABASE shop RESET default_transaction_read_only');
  expect(await refusal(database.url)).toBe('');
  await database.query('CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader');
  expect(await refusal(database.url.replace('postgres@', 'reader@'))).toMatch(
    /^The user of DATABASE_URL may not change the tables/,
  );
  await postgres.run('psql', '-d', 'shop', '-c', 'CREATE SCHEMA newer');
  await postgres.run('psql', '-c', 'ALTER DATABASE shop SET search_path = newer, public');
  expect(await refusal(database.url)).toMatch(
    /are in the schema public, but new ones would be made in newer/,
  );
  await postgres.run('psql', '-c', 'ALTER DATABASE shop RESET search_path');
  // A server that says it is an older one: what is before pg_catalog in the search_path answers.
  await postgres.run('createdb', 'older');
  await postgres.database('older').query(
    `CREATE SCHEMA older;
     CREATE FUNCTION older.current_setting(text) RETURNS text LANGUAGE sql
       RETURN CASE $1 WHEN 'server_version' THEN '14.19 (Debian 14.19-1)' ELSE pg_catalog.current_setting($1) END;
     ALTER DATABASE older SET search_path = older, pg_catalog, public`,
  );
  expect(await refusal(postgres.url('older'))).toBe(
    'PostgreSQL 14.19 (Debian 14.19-1) of DATABASE_URL is too old: 15 or newer is needed.',
  );
  await postgres.run('createdb', '--template=template0', '--encoding=LATIN1', '--locale=C', 'latin');
  expect(await refusal(postgres.url('latin'))).toMatch(
    /^The database of DATABASE_URL has the encoding LATIN1/,
  );
  await postgres.run('createdb', 'undated');
  for (const table of ['barber_availability', 'migrations']) {
    await postgres.database('undated').query(`CREATE TABLE ${table} ()`);
    expect(await refusal(postgres.url('undated'))).toMatch(
      /nothing in the table migrations: restore the data/,
    );
  }
  const standby = await postgres.copy(postgres.port);
  await standby.restart();
  expect(await refusal(standby.url('shop'))).toMatch(/^DATABASE_URL leads to a standby/);
  await standby.stop();
});

describe('a database whose tables are away', () => {
  const refused = async () => {
    const answers = [await slots('2027-06-02'), await slots('2027-06-03'), await book('13:30')];
    return answers.map(({ status, headers }) => [status, headers.get('retry-after')]);
  };
  const unavailable = [503, '1'];

  it('is 503 until they are back, and the instance is well by itself then', async () => {
    await database.query('ALTER SCHEMA public RENAME TO restoring; CREATE SCHEMA public');
    lines.length = 0;
    await until(async () => (await health())[1] === 'unhealthy');
    // Once may be an accident: the second answer that says so is the warning.
    await until(() => lines.length > 0);
    expect(lines).toEqual([expect.stringMatching(/^PostgreSQL cannot be used: its tables are missing: /)]);
    expect(await refused()).toEqual([unavailable, unavailable, unavailable]);
    await database.query('DROP SCHEMA public; ALTER SCHEMA restoring RENAME TO public');
    await until(isHealthy);
    expect(await refused()).toEqual([
      [200, null],
      [200, null],
      [201, null],
    ]);
  });

  it('so is one that no longer gives the right to read them', async () => {
    await database.query(`CREATE ROLE shop LOGIN; GRANT ALL ON SCHEMA public TO shop`);
    const url = new URL(database.url);
    url.username = 'shop';
    const stranger = await startApp({}, { ...database, url: url.href });
    const { status, headers } = await stranger.get('locations');
    expect([status, headers.get('retry-after')]).toEqual(unavailable);
    await stranger.close();
    const start = checkDatabase(parseEnv({ DATABASE_URL: url.href }));
    await expect(start).rejects.toThrow(
      /belong to the user postgres, and that of DATABASE_URL may not read them: restore/,
    );
  });
});

it('connections that are ended while idle cost no request', async () => {
  await admin(`ALTER DATABASE shop SET idle_session_timeout = '100ms'`);
  await admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'`);
  await until(isHealthy);
  const statuses = new Set<number>();
  for (let round = 0; round < 5; round++) {
    statuses.add((await app.get('locations')).status);
    statuses.add((await health())[0] as number);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  expect(statuses).toEqual(new Set([200]));
  await admin('ALTER DATABASE shop RESET idle_session_timeout');
});

it('connections that end under a read, or at the beginning of a write, cost no request', async () => {
  for (const time of ['14:00', '14:30', '15:00']) {
    proxy.resetOnUse();
    const reads = Array.from({ length: 8 }, (_, index) => slots(`2027-08-0${index + 1}`));
    const answers = await Promise.all([...reads, health(), book(time)]);
    expect(answers.map((answer) => (Array.isArray(answer) ? answer[0] : answer.status))).toEqual([
      ...reads.map(() => 200),
      200,
      201,
    ]);
    await until(isHealthy);
  }
});

describe.each(['cut', 'freeze'] as const)('a database that is away (%s)', (fault) => {
  const timed = async (call: () => Promise<{ status: number; headers: Headers }>) => {
    const begun = performance.now();
    const { status, headers } = await call();
    return { status, retryAfter: headers.get('retry-after'), ms: performance.now() - begun };
  };

  it('costs a read 3 s and a write 5 s at most, then neither waits; hits go on, and the instance stays ready', async () => {
    await until(isHealthy);
    await until(async () => (await slots()).headers.get('cache-status')?.includes('hit') === true);
    proxy[fault]();
    const [read, write] = await Promise.all([timed(() => slots('2027-07-01')), timed(() => book('11:00'))]);
    expect([read.status, read.retryAfter]).toEqual([503, '1']);
    expect([write.status, write.retryAfter]).toEqual([503, '1']);
    expect(read.ms).toBeLessThan(3000 + BUSY_MS);
    expect(write.ms).toBeLessThan(5000 + BUSY_MS);
    await until(async () => (await health())[0] === 503);
    await until(async () => (await timed(() => slots('2027-07-02'))).ms < 500);
    const next = await timed(() => slots('2027-07-03'));
    expect([next.status, next.retryAfter]).toEqual([503, '1']);
    await until(async () => {
      const second = await timed(() => book('11:30'));
      expect([second.status, second.retryAfter]).toEqual([503, '1']);
      return second.ms < 500;
    });
    const hit = await slots();
    expect([hit.status, hit.headers.get('cache-status')]).toEqual([200, expect.stringContaining('hit')]);
    expect(await ready()).toEqual([200, 'degraded']);
    expect((await app.get('/health/startup')).status).toBe(503);
    proxy.pass();
    await until(isHealthy);
    expect((await book(fault === 'cut' ? '12:00' : '13:00')).status).toBe(201);
  });
});

it('without Redis as well, an instance is not ready', async () => {
  await redis.kill();
  proxy.cut();
  await until(async () => (await app.get('/health/ready')).status === 503);
  await redis.restart();
  proxy.pass();
  await until(isHealthy);
});
