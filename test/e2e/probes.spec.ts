import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

/** How soon probes must notice a change, and what a busy machine may add. */
const NOTICED_MS = 5000 + 2000;

describe('probes', () => {
  let app: TestApp;
  let database: TestDatabase;
  let redis: RedisServer;
  let proxy: TcpProxy;
  const ready = async () => (await app.get('/health/ready')).status;
  const health = () => app.get<{ status: string; services: object }>('/health');

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await startRedis();
    const url = new URL(database.url);
    proxy = await TcpProxy.to(Number(url.port));
    url.port = String(proxy.port);
    app = await startApp({ REDIS_URL: redis.url }, { ...database, url: url.href });
    await until(async () => (await health()).body.status === 'healthy');
  });
  afterAll(async () => {
    await app.close();
    await proxy.close();
    await database.drop();
    await redis.stop();
  });

  it('answer in the documented shape', async () => {
    const { status, body } = await health();
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'healthy',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      services: { database: 'healthy', cache: 'healthy' },
    });
    expect((await app.get('/health/startup')).status).toBe(200);
    expect((await app.get('/health/live')).body).toEqual({ status: 'alive' });
  });

  it('are 200 and degraded without Redis, and healthy again with it', async () => {
    await redis.kill();
    await until(async () => (await health()).body.status === 'degraded', NOTICED_MS);
    const { status, body } = await health();
    expect([status, body.services]).toEqual([200, { database: 'healthy', cache: 'unavailable' }]);
    expect(await ready()).toBe(200);
    await redis.restart();
    await until(async () => (await health()).body.status === 'healthy', NOTICED_MS);
  });

  it.each(['cut', 'freeze'] as const)(
    'health is 503 within 5 s of losing the database (%s), 200 within 5 s of its return; live answers throughout, and ready while hits go on',
    async (fault) => {
      proxy[fault]();
      await until(async () => (await health()).status === 503, NOTICED_MS);
      const { status, body } = await health();
      expect([status, body.status, body.services]).toEqual([
        503,
        'unhealthy',
        { database: 'unavailable', cache: 'healthy' },
      ]);
      expect([await ready(), (await app.get('/health/live')).status]).toEqual([200, 200]);
      proxy.pass();
      await until(async () => (await health()).status === 200, NOTICED_MS);
      // The right to cache may come back later than the database.
      await until(async () => (await health()).body.status === 'healthy');
    },
    30_000,
  );
});
