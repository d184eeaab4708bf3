import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { Cache } from '../../src/cache/cache.js';
import { startApp, type TestApp } from '../support/app.js';
import { COMMAND_TIMEOUT } from '../support/cache.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop } from '../support/shop.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

/** S3: what Redis may cost a read and a write. */
const READ_MS = 100;
const WRITE_MS = 300;
/** Timers are late, and the machine has other business. */
const SLACK_MS = 30;
/** A limit holds by construction, or is exceeded each time: other business of the machine does not come each time. */
const ATTEMPTS = 4;
const CONTROLS = 3;

/** The wait of a single request is measured, in the same process and between others of its kind for which Redis answers. */
describe('a request during which Redis stops to answer', () => {
  let redis: RedisServer;
  let admins: Redis;
  let wire: TcpProxy;
  let app: TestApp;
  let admin: { id: number; email: string; token: string };
  let serviceId = 0;
  let names = 0;

  beforeAll(async () => {
    redis = await startRedis();
    admins = redis.client();
    wire = await TcpProxy.to(redis.port);
    app = await startApp({
      REDIS_URL: `redis://127.0.0.1:${wire.port}`,
      CACHE_SAMPLE_RATE: '0',
      LOGIN_FAILURES_PER_MINUTE: '1000',
      ...COMMAND_TIMEOUT,
    });
    ({ serviceId } = await createShop(app.database));
    admin = await app.signUp('admin');
  });
  afterAll(async () => {
    await app?.close();
    await wire?.close();
    await redis?.stop();
  });

  afterEach(() => wire.pass());

  const read = () => app.get('settings/booking', admin);
  const write = () => app.patch(`services/${serviceId}`, { name: `Cut ${++names}` }, admin);
  const logIn = () => app.post('auth/login', { email: admin.email, password: 'correct horse battery' });

  /** Redis is used, and what the guard reads is cached. */
  const ready = () =>
    until(
      async () =>
        (await read()).headers.get('cache-status')?.includes('hit') === true &&
        app.app.get(Cache).available &&
        (await app.database.query('SELECT FROM outbox WHERE done_at IS NULL')).length === 0,
    );
  const tookOf = async (request: typeof read) => {
    const from = performance.now();
    expect((await request()).status).toBe(200);
    return performance.now() - from;
  };
  /** The next read asks Redis. */
  const leaseOver = async () => app.app.get(Cache).awaitLease(performance.now());
  /** The next read is a miss. */
  const flushed = async () => {
    await admins.flushall();
    await leaseOver();
  };
  const freeze = () => wire.freeze();
  const die = () => wire.cut();

  it.each([
    { request: read, at: 'READ', of: /mget/i, fault: freeze, before: leaseOver, limit: READ_MS },
    { request: read, at: 'CLAIM', of: /evalsha/i, fault: freeze, before: flushed, limit: READ_MS },
    { request: write, at: 'READ', of: /mget/i, fault: freeze, before: leaseOver, limit: WRITE_MS },
    { request: write, at: 'CLAIM', of: /evalsha/i, fault: freeze, before: flushed, limit: WRITE_MS },
    { request: write, at: 'FORGET', of: /unlink/i, fault: freeze, before: leaseOver, limit: WRITE_MS },
    { request: write, at: 'FORGET', of: /unlink/i, fault: die, before: leaseOver, limit: WRITE_MS },
    { request: logIn, at: 'count', of: /\{limits\}/, fault: freeze, before: leaseOver, limit: READ_MS },
  ])('$request.name, at the $at, by $fault.name: at most $limit ms longer', async (each) => {
    const { request, of, fault, before, limit } = each;
    const costs: number[] = [];
    do {
      await ready();
      const controls: number[] = [];
      for (let count = 0; count < CONTROLS; count++) {
        await before();
        controls.push(await tookOf(request));
      }
      await before();
      let isHit = false;
      wire.once(of, () => {
        isHit = true;
        fault();
      });
      const took = await tookOf(request);
      wire.pass();
      expect(isHit).toBe(true);
      costs.push(took - Math.min(...controls));
    } while (Math.min(...costs) > limit + SLACK_MS && costs.length < ATTEMPTS);
    expect(Math.min(...costs)).toBeLessThan(limit + SLACK_MS);
    // The fault was met: the request waited for Redis.
    expect(Math.max(...costs)).toBeGreaterThan(limit / 3);
  });
});
