import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cache } from '../../src/cache/cache.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const SETTINGS = {
  ignore_startup_parameters:
    'extra_float_digits,statement_timeout,idle_in_transaction_session_timeout,lock_timeout',
};

describe('stores behind a pooler', () => {
  let database: TestDatabase;
  let bouncer: PgBouncer;
  const apps: TestApp[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    bouncer = await PgBouncer.start(database.url, {
      ...SETTINGS,
      pool_mode: 'transaction',
      default_pool_size: 4,
    });
  });

  afterAll(async () => {
    for (const app of apps.splice(0)) await app.close();
    await bouncer.stop();
    await database.drop();
  });

  it('in memory are not used: a session that the pooler recycles would let two of them cache at once', async () => {
    const pooled = { ...database, url: bouncer.url };
    for (let count = 0; count < 2; count++) apps.push(await startApp({}, pooled));
    const owners = () => apps.filter(({ app }) => app.get(Cache, { strict: false }).mode === 'memory').length;
    const seen: number[] = [];
    // Long enough for each to ask for the lock several times, before and after its session was recycled.
    for (let sample = 0; sample < 40; sample++) {
      if (sample === 15) await bouncer.reconnect();
      seen.push(owners());
      await sleep(100);
    }
    expect(new Set(seen)).toEqual(new Set([0]));
    expect((await apps[0]?.get('locations'))?.status).toBe(200);
    for (const app of apps.splice(0)) await app.close();
  });

  it('with Redis are used together if the pooler works by session', async () => {
    const redis = await startRedis();
    const pooler = await PgBouncer.start(database.url, {
      ...SETTINGS,
      pool_mode: 'session',
      default_pool_size: 60,
    });
    const pooled = { ...database, url: pooler.url };
    for (let count = 0; count < 2; count++) apps.push(await startApp({ REDIS_URL: redis.url }, pooled));
    await until(() => apps.every(({ app }) => app.get(Cache, { strict: false }).mode === 'redis'));
    for (const app of apps.splice(0)) await app.close();
    await pooler.stop();
    await redis.stop();
  });
});
