import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { DAY_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const date = new Date(Date.now() + 10 * DAY_MS).toISOString().slice(0, 10);
/** What an administrator or a provider may have set, for reasons of other programs. A pooler by transaction lets those of the second list through. */
const FOREIGN = {
  array_nulls: 'off',
  extra_float_digits: '-15',
  intervalstyle: 'iso_8601',
};
const TOLERATED = { bytea_output: 'escape', plan_cache_mode: 'force_generic_plan' };
const POOLABLE = {
  default_transaction_isolation: 'repeatable read',
  datestyle: 'SQL, DMY',
  standard_conforming_strings: 'off',
  timezone: 'America/St_Johns',
};

describe.each([
  ['directly', { ...FOREIGN, ...TOLERATED, ...POOLABLE }],
  ['through a pooler by transaction', { ...TOLERATED, ...POOLABLE }],
])('a database whose sessions have other settings, used %s', (way, settings) => {
  let database: TestDatabase;
  let pooler: PgBouncer | undefined;
  let redis: RedisServer;
  let app: TestApp;
  let shop: TestShop;
  let token = '';

  beforeAll(async () => {
    database = await createTestDatabase();
    shop = await createShop(database);
    for (const [name, value] of Object.entries(settings)) {
      await database.query(
        `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET ${name} = ${name === 'datestyle' ? value : `'${value}'`}`,
      );
    }
    redis = await startRedis();
    if (way !== 'directly') pooler = await PgBouncer.start(database.url, { pool_mode: 'transaction' });
    const urls = { DATABASE_URL: pooler?.url ?? database.url, DATABASE_DIRECT_URL: database.url };
    app = await startApp({ REDIS_URL: redis.url, ...urls }, database);
    ({ token } = await app.signUp('admin'));
    await until(async () => (await app.get('/health')).body.status === 'healthy');
  });
  afterAll(async () => {
    await app.close();
    await pooler?.stop();
    await redis.stop();
    await database.drop();
  });

  it('runs units of work as READ COMMITTED: what they find after a wait is the present', async () => {
    const data = app.app.get(Database, { strict: false });
    const [row] = await data.transaction(() => data.query('SHOW transaction_isolation'));
    expect(row).toEqual({ transaction_isolation: 'read committed' });
  });

  it('answers as any other, and no read after a booking is stale', async () => {
    const { locationId, serviceId } = shop;
    const times = async () => {
      const path = `bookings/available-slots?date=${date}&locationId=${locationId}&serviceId=${serviceId}`;
      const { body } = await app.get<{ slots: { time: string }[] }>(path);
      return body.slots.map(({ time }) => time);
    };
    for (const time of ['10:00', '11:30', '13:00', '20:30']) {
      expect(await times()).toContain(time);
      const booking = { date, time, timezone: 'UTC', locationId, serviceId };
      const { status, body } = await app.post('bookings', booking, { token });
      expect([status, body.startsAt]).toEqual([201, `${date}T${time}:00.000Z`]);
      expect(await times()).not.toContain(time);
    }
    for (const path of ['bookings', 'cache/instances', 'audit', 'cache/monitoring/trends']) {
      expect([path, (await app.get(path, { token })).status]).toEqual([path, 200]);
    }
  });
});
