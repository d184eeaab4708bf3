import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pg from 'pg';
import { Cache } from '../../src/cache/cache.js';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import { startApp, type TestApp } from '../support/app.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const START = '2027-06-14';

describe('the warm-up', () => {
  let redis: RedisServer;
  let app: TestApp;
  let shop: TestShop;
  let token = '';
  const warmUp = (body: object, headers = {}) => app.post('cache/warm-up', body, { token, headers });
  const available = async () => (await app.get('cache/availability', { token })).body.available as boolean;

  beforeAll(async () => {
    redis = await startRedis();
    app = await startApp({ REDIS_URL: redis.url });
    shop = await createShop(app.database, { barbers: 2 });
    ({ token } = await app.signUp('admin'));
    await until(available);
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('makes the first reader’s read a hit, and finds everything fresh the second time', async () => {
    const { status, body } = await warmUp({ startDate: START, daysAhead: 3 });
    expect(status).toBe(200);
    // Three days of one location, two barbers in it and two alone, and the next available slot of each on the first.
    expect(body).toEqual({
      message: 'The cache is warm.',
      stats: { planned: 20, warmed: 20, fresh: 0, failed: 0, durationMs: expect.any(Number) },
    });
    const query = `date=2027-06-16&locationId=${shop.locationId}&barberId=${shop.barberIds[1]}&serviceId=${shop.serviceId}`;
    const read = await app.get(`bookings/available-slots?${query}`);
    expect(read.headers.get('cache-status')).toContain('; hit');
    expect((await warmUp({ startDate: START, endDate: '2027-06-16' })).body.stats).toMatchObject({
      warmed: 0,
      fresh: 20,
    });
  });

  it('plans without loading anything: the reads, by region', async () => {
    await redis.client().flushall();
    const { status, body } = await app.post(
      'cache/warm-up?dryRun=true',
      { startDate: START, daysAhead: 3 },
      { token },
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      plan: {
        reads: 20,
        regions: [
          { name: 'available slots', reads: 15 },
          { name: 'next available', reads: 5 },
        ],
        estimatedMs: expect.any(Number),
      },
    });
    expect(await redis.client().keys('*slots:*')).toEqual([]);
    const refused = await app.post('cache/warm-up?dryRun=true', { startDate: '2020-01-01' }, { token });
    expect(refused.status).toBe(400);
    expect((await app.post('cache/warm-up?dryRun=maybe', {}, { token })).status).toBe(400);
  });

  it('runs in the background on request, and reports how far it is', async () => {
    const { status, headers, body } = await warmUp(
      { startDate: START, daysAhead: 3 },
      { prefer: 'wait=5, Respond-Async' },
    );
    expect(status).toBe(202);
    expect(headers.get('location')).toBe('/api/v1/cache/warm-up');
    expect(headers.get('preference-applied')).toBe('respond-async');
    expect(body).toMatchObject({ plan: { reads: 20 }, startedAt: expect.any(String) });
    await until(async () => (await app.get('cache/warm-up', { token })).body.running === false);
    const ended = (await app.get('cache/warm-up', { token })).body;
    expect(ended).toMatchObject({
      running: false,
      message: 'The cache is warm.',
      finishedAt: expect.any(String),
      stats: { planned: 20, warmed: 20, fresh: 0, failed: 0 },
    });
    const { body: audit } = await app.get('cache/audit', { token });
    expect(audit.items[0]).toMatchObject({ action: 'warm-up', result: { message: 'The cache is warm.' } });
  });

  it('reports its progress in events, if the client accepts them', async () => {
    const { headers, body } = await warmUp(
      { startDate: START, daysAhead: 1 },
      { accept: 'text/event-stream' },
    );
    expect(headers.get('content-type')).toContain('text/event-stream');
    const events = (body as string).trim().split('\n\n');
    expect(events).toHaveLength(11);
    expect(events[0]).toMatch(/^event: progress\ndata: \{"planned":10,/);
    expect(events.at(-1)).toMatch(/^event: done\ndata: \{"message":"The cache is warm\."/);
  });

  it('refuses more than 62 days, and an inverted range', async () => {
    expect((await warmUp({ daysAhead: 63 })).status).toBe(400);
    expect((await warmUp({ startDate: START, endDate: '2027-08-15' })).status).toBe(400);
    expect((await warmUp({ startDate: START, endDate: '2027-06-13' })).status).toBe(400);
  });

  it('runs once in the fleet, and can be cancelled from any instance', async () => {
    const elsewhere = new pg.Client({ connectionString: app.database.url });
    const ended = new Promise<void>((resolve) => elsewhere.on('end', resolve));
    elsewhere.on('error', () => undefined);
    await elsewhere.connect();
    await elsewhere.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.warmUp]);
    expect((await warmUp({})).body.code).toBe('warm-up-running');
    expect((await app.post('cache/preload', undefined, { token })).status).toBe(409);
    expect((await app.delete('cache/warm-up', { token })).body).toEqual({ cancelled: true });
    await ended;
    await until(async () => (await app.delete('cache/warm-up', { token })).body.cancelled === false);
    expect((await warmUp({ daysAhead: 1 })).status).toBe(200);
  });

  it('preloads settings, hours, weeks and two days', async () => {
    const { body } = await app.post('cache/preload', undefined, { token });
    expect(body.stats.planned).toBe(1 + 1 + 2 + 2 * 5);
    expect(body.stats.failed).toBe(0);
    const hours = await app.get(`settings/business-hours?locationId=${shop.locationId}`);
    expect(hours.headers.get('cache-status')).toContain('; hit');
  });

  describe('of a chain of 2,000 shops and 20,000 barbers', () => {
    const LISTS_A_DAY = 2000 * (1 + 2 * 10) * 3;
    const inBackground = () => warmUp({}, { prefer: 'respond-async' });
    const progress = async () => (await app.get('cache/warm-up', { token })).body;
    const done = async () => {
      const { stats } = await progress();
      return (stats.warmed + stats.fresh + stats.failed) as number;
    };

    beforeAll(async () => {
      await app.database.query(`
        SET LOCAL session_replication_role = replica;
        INSERT INTO locations (business_id, name, timezone) SELECT 1, 'Shop', 'America/New_York' FROM generate_series(2, 2000);
        INSERT INTO services (name, duration_minutes) VALUES ('Beard', 30), ('Colour', 90);
        INSERT INTO barbers (location_id, name) SELECT id, 'B' FROM locations, generate_series(1, 10) WHERE id <> ${shop.locationId};
        INSERT INTO barbers (location_id, name) SELECT ${shop.locationId}, 'B' FROM generate_series(3, 10);
        INSERT INTO barber_availability (barber_id, weekly)
          SELECT id, (SELECT jsonb_agg('[[540, 1020]]'::jsonb) FROM generate_series(1, 7)) FROM barbers ON CONFLICT DO NOTHING`);
    });

    it('is planned by counting', async () => {
      const { body } = await app.post('cache/warm-up?dryRun=true', {}, { token });
      expect(body.plan.reads).toBeGreaterThanOrEqual(8 * LISTS_A_DAY);
      expect(body.plan.reads).toBeLessThan(8 * LISTS_A_DAY + 100);
    });

    it('takes constant memory, leaves the event loop to requests, waits while suspended, and can be cancelled', async () => {
      const cache = app.app.get(Cache, { strict: false });
      const heapBefore = process.memoryUsage().heapUsed;
      const delay = monitorEventLoopDelay({ resolution: 5 });
      expect((await inBackground()).status).toBe(202);
      delay.enable();
      await until(async () => (await done()) > 100);
      cache.suspend('test');
      await until(async () => !(await available()));
      const before = await done();
      for (let poll = 0; poll < 20; poll++) expect((await progress()).running).toBe(true);
      cache.resume('test');
      await until(async () => (await done()) > before + 100);
      delay.disable();
      // Ten times what is aimed at, because the machine may be busy: 50 MB and 50 ms.
      expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(500 * 2 ** 20);
      expect(delay.percentile(99) / 1e6).toBeLessThan(500);
      expect((await app.delete('cache/warm-up', { token })).body).toEqual({ cancelled: true });
      await until(async () => (await progress()).message === 'The warm-up was cancelled.');
      const { running, stats } = await progress();
      expect([running, stats.failed]).toEqual([false, 0]);
      expect(stats.planned).toBeGreaterThan(8 * LISTS_A_DAY - 1);
    });
  });

  it('ends early without the cache, says so, and is audited', async () => {
    await redis.kill();
    await until(async () => !(await available()));
    const { status, body } = await warmUp({ startDate: '2027-07-01' });
    expect(status).toBe(200);
    expect(body.message).toContain('ended early');
    expect(body.stats).toMatchObject({ warmed: 0, fresh: 0, failed: 0 });
    const { body: audit } = await app.get('cache/audit', { token });
    expect(audit.items[0]).toMatchObject({ action: 'warm-up', result: body });
  });
});
