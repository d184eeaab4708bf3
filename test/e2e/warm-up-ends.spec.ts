import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

/** Enough to be running still when something happens to it. */
const LONG = { daysAhead: 62 };
const BARBERS = 12;
const EVENTS = { accept: 'text/event-stream' };

describe('a warm-up', () => {
  let redis: RedisServer;
  let database: TestDatabase;
  let proxy: TcpProxy;
  let app: TestApp;
  let shop: TestShop;
  let token = '';
  const start = async () => {
    const url = new URL(database.url);
    url.port = String(proxy.port);
    app = await startApp({ REDIS_URL: redis.url }, { ...database, url: url.href });
    await until(async () => (await app.get('/health')).body.status === 'healthy');
  };
  const generationOf = async () =>
    (await database.query('SELECT generation FROM cache_generation'))[0]?.['generation'];
  const cacheIsAvailable = async () =>
    (await app.get('/health/live')).headers.get('x-cache-status') === 'available';
  const warmUp = (body: object, headers = {}) => app.post('cache/warm-up', body, { token, headers });
  const audit = () => database.query('SELECT action, result FROM cache_audit ORDER BY id DESC');
  /** Waits until an instance holds the lock. */
  const isRunning = async () =>
    (await database.query('SELECT FROM pg_locks WHERE objid = $1', [ADVISORY_LOCKS.warmUp])).length > 0;

  /** Until it has stored some of what it loads. */
  const isUnderWay = async () => (await redis.client().dbsize()) > 100;

  beforeAll(async () => {
    redis = await startRedis();
    database = await createTestDatabase();
    proxy = await TcpProxy.to(Number(new URL(database.url).port));
    shop = await createShop(database, { barbers: BARBERS });
    await start();
    ({ token } = await app.signUp('admin'));
  });
  afterAll(async () => {
    await app.close();
    await proxy.close();
    await database.drop();
    await redis.stop();
  });

  it.each([
    [{ startDate: '2027-06-14', endDate: '2027-06-13' }, 'endDate'],
    [{ startDate: '2020-06-14' }, 'startDate'],
    [{ endDate: '2027-06-14', daysAhead: 3 }, 'daysAhead'],
    [{ barberIds: [] }, 'barberIds'],
  ])('of %j is refused with its field, before any stream begins', async (body, field) => {
    for (const headers of [{}, EVENTS]) {
      const answer = await warmUp(body, headers);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
      expect(answer.body.errors).toEqual([{ field, message: expect.any(String) }]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('is 404 for unknown ids', async () => {
    const details = async (body: object) => {
      const answer = await warmUp(body);
      return [answer.status, answer.body.detail];
    };
    expect(await details({ barberIds: [999_999] })).toEqual([404, 'There is no barber 999999.']);
    expect(await details({ locationId: 999_999 })).toEqual([404, 'There is no location 999999.']);
    const other = await createShop(database);
    expect(await details({ locationId: other.locationId, barberIds: [shop.barberIds[0]] })).toEqual([
      404,
      `Barber ${shop.barberIds[0]} does not work at location ${other.locationId}.`,
    ]);
  });

  it('rejects a second one before its stream begins; a disconnecting client does not end it, DELETE does', async () => {
    await redis.client().flushall();
    const gone = new AbortController();
    const first = fetch(`${app.origin}/api/v1/cache/warm-up`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...EVENTS },
      body: JSON.stringify(LONG),
      signal: gone.signal,
    });
    await first;
    gone.abort();
    const second = await warmUp(LONG, EVENTS);
    expect([second.status, second.body.code]).toEqual([409, 'warm-up-running']);
    expect(second.headers.get('content-type')).toContain('application/problem+json');
    expect((await app.delete('cache/warm-up', { token })).body).toEqual({ cancelled: true });
    await until(async () => (await audit()).length === 2);
    expect((await audit()).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['cancel warm-up', 'warm-up']),
    );
    expect((await audit()).find(({ action }) => action === 'warm-up')?.['result'].message).toContain(
      'cancelled',
    );
  });

  it('cannot be cancelled when none runs, which is not audited', async () => {
    const before = (await audit()).length;
    await until(async () => !(await isRunning()));
    expect((await app.delete('cache/warm-up', { token })).body).toEqual({ cancelled: false });
    expect(await audit()).toHaveLength(before);
  });

  it('ends at once when PostgreSQL freezes, and says so; a new one is 503 within seconds', async () => {
    await redis.client().flushall();
    const running = warmUp(LONG);
    await until(isUnderWay);
    proxy.freeze();
    const frozenAt = performance.now();
    const { status, body } = await running;
    expect([status, body.message]).toEqual([200, 'The warm-up ended early: the database does not answer.']);
    expect(body.stats.warmed).toBeLessThan(body.stats.planned);
    const refused = await warmUp({});
    expect([refused.status, refused.body.code]).toEqual([503, 'database-unavailable']);
    expect(performance.now() - frozenAt).toBeLessThan(15_000);
    for (const path of ['audit', 'instances', 'monitoring/trends', 'monitoring/report']) {
      const askedAt = performance.now();
      expect((await app.get(`cache/${path}`, { token })).status).toBe(503);
      expect(performance.now() - askedAt).toBeLessThan(4000);
    }
    proxy.pass();
    await until(async () => (await app.get('/health')).body.status === 'healthy');
  }, 60_000);

  it('is 503 if PostgreSQL refuses, also in events, and no address is disclosed', async () => {
    const generation = await generationOf();
    proxy.cut();
    for (const headers of [{}, EVENTS]) {
      const { status, body } = await warmUp({}, headers);
      expect([status, body.code]).toEqual([503, 'database-unavailable']);
      // `type` holds the address of this server, which the client knows.
      expect(JSON.stringify({ ...body, type: undefined })).not.toMatch(/127\.0\.0\.1|ECONN/);
    }
    proxy.pass();
    // The cache is given up a moment later than the pool recovers, since its sessions were closed as well.
    await until(async () => (await generationOf()) !== generation && cacheIsAvailable());
    await until(async () => (await app.get('/health')).body.status === 'healthy');
  });

  it('ends with the server: the client is answered, the audit row is written, and the shutdown does not wait', async () => {
    await redis.client().flushall();
    const running = warmUp(LONG);
    await until(isUnderWay);
    // As start.ts does: what was answered while the doors close must not be waited for.
    const sweep = setInterval(() => app.app.getHttpServer().closeIdleConnections(), 50);
    const [{ status, body }] = await Promise.all([running, app.close()]);
    clearInterval(sweep);
    expect([status, body.message]).toEqual([200, 'The warm-up ended early: the server is stopping.']);
    expect((await audit())[0]).toMatchObject({ action: 'warm-up', result: body });
    await start();
  });

  it('is refused while the cache is switched off', async () => {
    const off = await startApp({ CACHE_ENABLED: 'false' });
    const { token: admin } = await off.signUp('admin');
    const { status, body } = await off.post('cache/warm-up', {}, { token: admin });
    expect([status, body.code, body.detail]).toEqual([
      409,
      'conflict',
      expect.stringContaining('CACHE_ENABLED=false'),
    ]);
    expect((await off.post('cache/preload', undefined, { token: admin })).status).toBe(409);
    await off.close();
  });
});
