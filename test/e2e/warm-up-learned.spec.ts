import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { UsageLog } from '../../src/admin/usage/usage.log.js';
import { UsageRecorder } from '../../src/admin/usage/usage.recorder.js';
import { RefreshJob } from '../../src/admin/warm-up/refresh.job.js';
import { RefreshService } from '../../src/admin/warm-up/refresh.service.js';
import { SlotsService } from '../../src/booking/slots/slots.service.js';
import { CacheMetrics } from '../../src/cache/measure/cache.metrics.js';
import { CacheStatus } from '../../src/cache/store/cache-status.js';
import { CacheUsage } from '../../src/cache/measure/cache.usage.js';
import { ReadScope, runInReadScope } from '../../src/cache/read/read-scope.js';
import { Clock } from '../../src/config/clock.js';
import { HOUR_MS, MINUTE_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const DATE = '2027-06-14';
const NOW = Date.parse('2027-06-10T08:00Z');
/** One in eight is counted, by chance: of so many, at least one. */
const REQUESTS = 200;
const SLOTS_TTL_MS = 5 * MINUTE_MS;

/** What was written before is forgotten, so that nothing else is while the test observes. */
const isSettled = async ({ app, database }: TestApp) => {
  const [pending] = await database.query('SELECT FROM outbox WHERE done_at IS NULL LIMIT 1');
  return pending === undefined && app.get(CacheStatus, { strict: false }).available;
};

describe('what was asked for', () => {
  let redis: RedisServer;
  let database: TestDatabase;
  let shop: TestShop;
  let app: TestApp;
  const start = async () => {
    app = await startApp({ REDIS_URL: redis.url }, database);
    await until(() => isSettled(app));
  };
  const slots = (barber: number, timezone: string) =>
    app.get(
      `bookings/available-slots?date=${DATE}&barberId=${shop.barberIds[barber]}&serviceId=${shop.serviceId}&timezone=${timezone}`,
    );

  beforeAll(async () => {
    redis = await startRedis();
    database = await createTestDatabase();
    shop = await createShop(database, { barbers: 2 });
    await start();
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
    await redis.stop();
  });

  it('survives a restart: the first read in a time zone that was requested before is a hit', async () => {
    for (let read = 0; read < REQUESTS; read++) await slots(0, 'Asia/Tokyo');
    await app.close();
    await redis.client().flushall();
    await start();
    const { token } = await app.signUp('admin');
    const warmUp = () => app.post('cache/warm-up', { startDate: DATE, daysAhead: 1 }, { token });
    // A location, two barbers in it and two alone, and the next available slot of each; without a zone and in Tokyo.
    expect((await warmUp()).body.stats).toMatchObject({ planned: 20, warmed: 20 });
    // The other barber, who has not been requested yet.
    expect((await slots(1, 'Asia/Tokyo')).headers.get('cache-status')).toContain('; hit');
    expect((await slots(1, 'Europe/Rome')).headers.get('cache-status')).not.toContain('; hit');
  });

  it('is warmed for every region, without being counted again', async () => {
    const ask = () => app.get(`barbers/${shop.barberIds[0]}/availability`);
    for (let read = 0; read < REQUESTS; read++) await ask();
    await app.app.get(UsageRecorder).record();
    await redis.client().flushall();
    const { token } = await app.signUp('admin');
    const usage = app.app.get(CacheUsage, { strict: false });
    const metrics = app.app.get(CacheMetrics, { strict: false }).region('available slots');
    const before = { misses: metrics.misses, loads: metrics.loads, jobLoads: metrics.jobLoads };
    usage.take();
    const { body } = await app.post('cache/warm-up', {}, { token });
    // Seven days in both zones, and both things that were asked for.
    expect(body.stats.warmed).toBeGreaterThanOrEqual(82);
    expect(usage.take()).toEqual([]);
    expect(metrics.misses).toBe(before.misses);
    expect(metrics.loads).toBe(before.loads);
    expect(metrics.jobLoads).toBeGreaterThan(before.jobLoads);
    expect((await ask()).headers.get('cache-status')).toContain('; hit');
  });

  it('contains nothing about people', async () => {
    const { token } = await app.signUp();
    for (let read = 0; read < REQUESTS; read++) {
      await app.get(`bookings/available-slots?date=${DATE}&serviceId=${shop.serviceId}`, { token });
    }
    const regions = app.app
      .get(CacheUsage, { strict: false })
      .take()
      .map(({ region }) => region);
    expect(regions).toContain('available slots');
    expect(regions).not.toContain('user timezone');
  });

  it('is lost without harm if the database cannot store it', async () => {
    const add = jest.spyOn(app.app.get(UsageLog), 'add').mockRejectedValueOnce(new Error('away'));
    await app.app.get(UsageRecorder).record();
    expect(add).toHaveBeenCalled();
    add.mockRestore();
  });
});

describe('a hot key', () => {
  let redis: RedisServer;
  let app: TestApp;
  let now = NOW;
  let ask: (date: string, times?: number) => Promise<string | undefined>;
  /** The number of slots' loads: by chance, one read of the default location may be counted, which makes that hot as well. */
  const refresh = async () => {
    const metrics = app.app.get(CacheMetrics, { strict: false }).region('available slots');
    const before = metrics.jobLoads;
    await app.app.get(RefreshService).run(new AbortController().signal);
    return metrics.jobLoads - before;
  };

  beforeAll(async () => {
    redis = await startRedis();
    app = await startApp({ REDIS_URL: redis.url });
    jest.spyOn(app.app.get(Clock), 'now').mockImplementation(() => now);
    const shop = await createShop(app.database);
    await until(() => isSettled(app));
    const service = app.app.get(SlotsService, { strict: false });
    const usage = app.app.get(CacheUsage, { strict: false });
    const seen = usage.seen.bind(usage);
    // One read in eight is counted, and then counts as eight; here none that loads, which reads other keys as well.
    let isCounted = false;
    jest.spyOn(usage, 'seen').mockImplementation((...read) => {
      if (isCounted) seen(...read);
    });
    ask = async (date, times = 1) => {
      const query = { date, serviceId: shop.serviceId, locationId: shop.locationId };
      const read = async () => {
        const scope = new ReadScope();
        await runInReadScope(scope, () => service.list(query));
        return scope.take().last?.status.result;
      };
      const result = await read();
      if (times === 1) return result;
      await until(async () => (await read()) === 'hit');
      isCounted = true;
      for (let count = 2; count < times; count++) await read();
      isCounted = false;
      return result;
    };
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('is reloaded before it expires, and nothing else is', async () => {
    await ask(DATE, 400);
    await ask('2027-06-15');
    await app.app.get(UsageRecorder).record();
    expect(await refresh()).toBe(0);
    now += SLOTS_TTL_MS - 30_000;
    expect(await refresh()).toBe(1);
    expect(await refresh()).toBe(0);
    now += MINUTE_MS;
    expect(await ask(DATE)).toBe('hit');
    expect(await ask('2027-06-15')).toBe('miss');
  });

  it('is loaded again when a change has made it invalid', async () => {
    const service = app.app.get(SlotsService, { strict: false });
    await app.database.query(`UPDATE services SET duration_minutes = 45`);
    await until(async () => (await refresh()) === 1);
    expect(await ask(DATE)).toBe('hit');
    await app.database.query(`UPDATE services SET duration_minutes = 30`);
    await until(() => isSettled(app));
    // Another reader of the same tags: they are there again, but not as they were.
    await service.list({ date: DATE });
    expect(await refresh()).toBe(1);
    expect(await ask(DATE)).toBe('hit');
  });

  it('is not reloaded in vain if the load limited its lifetime', async () => {
    now = Date.parse(`${DATE}T09:59:30Z`);
    // A read does not wait until its answer is stored, and an entry that is missing is due.
    await until(async () => (await ask(DATE)) === 'hit' && (await refresh()) === 0);
    await ask(DATE, 400);
    await app.app.get(UsageRecorder).record();
    expect(await refresh()).toBe(0);
    now += 40_000;
    expect(await refresh()).toBe(1);
    expect(await ask(DATE)).toBe('hit');
  });

  it('is refreshed by one instance of the fleet', async () => {
    const run = jest.spyOn(app.app.get(RefreshService), 'run');
    const job = app.app.get(RefreshJob);
    await Promise.all([job.tick(), job.tick(), job.tick()]);
    expect(run).toHaveBeenCalledTimes(1);
    run.mockRestore();
  });

  it('is kept only while it is requested, and not after its day', async () => {
    now += 40 * HOUR_MS;
    expect(await refresh()).toBe(0);
    now = Date.parse('2027-06-15T11:59Z');
    // What was counted at later times would count as of now.
    await app.database.query('TRUNCATE cache_usage');
    await ask(DATE, 400);
    await app.app.get(UsageRecorder).record();
    await redis.client().flushall();
    expect(await refresh()).toBe(1);
    now = Date.parse('2027-06-15T12:00Z');
    await redis.client().flushall();
    expect(await refresh()).toBe(0);
  });
});
