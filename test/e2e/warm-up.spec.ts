import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
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
