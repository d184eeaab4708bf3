import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { startApp, type TestApp } from '../support/app.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const DATE = '2027-06-15';

describe('changes by hand', () => {
  let redis: RedisServer;
  let app: TestApp;
  let shop: TestShop;
  let admin: { id: number; email: string; token: string };
  const post = (path: string, body?: object) =>
    app.post(`cache/invalidate/${path}`, body, { token: admin.token });

  beforeAll(async () => {
    redis = await startRedis();
    app = await startApp({ REDIS_URL: redis.url });
    shop = await createShop(app.database);
    admin = await app.signUp('admin');
    await until(async () => (await app.get('/health')).body.status === 'healthy');
    await until(
      async () => (await app.database.query('SELECT FROM outbox WHERE done_at IS NULL')).length === 0,
    );
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('of dates include a location without barbers, also if no location is named', async () => {
    const { locationId: empty } = await createShop(app.database, { barbers: 0 });
    await until(
      async () => (await app.database.query('SELECT FROM outbox WHERE done_at IS NULL')).length === 0,
    );
    const status = async (day: string) => {
      const query = `date=${day}&timezone=UTC&locationId=${empty}&serviceId=${shop.serviceId}`;
      return (await app.get(`bookings/available-slots?${query}`)).headers.get('cache-status') ?? '';
    };
    for (const where of [{ locationId: empty }, {}]) {
      const isChain = !('locationId' in where);
      for (const day of [DATE, '2027-08-15']) await until(async () => (await status(day)).includes('; hit'));
      const { body } = await post('date-range', { startDate: DATE, endDate: DATE, ...where });
      expect(body.invalidated.tags).toBeGreaterThan(0);
      expect(body.message.includes('all other dates')).toBe(isChain);
      expect(await status(DATE)).toContain('fwd=miss');
      // The dates of a whole chain are one tag, that of all its answers.
      expect(await status('2027-08-15')).toContain(isChain ? 'fwd=miss' : '; hit');
    }
  });

  it('are counted before they are made, and not made by counting', async () => {
    const query = `date=${DATE}&timezone=UTC&locationId=${shop.locationId}&serviceId=${shop.serviceId}`;
    const status = async () =>
      (await app.get(`bookings/available-slots?${query}`)).headers.get('cache-status') ?? '';
    const audited = async () => (await app.get('cache/audit', { token: admin.token })).body.total as number;
    await until(async () => (await status()).includes('; hit'));
    const before = await audited();
    const range = { startDate: DATE, endDate: DATE };
    const bodies: [string, object?][] = [
      ['all-slots'],
      [`barber/${shop.barberIds[0]}`],
      ['date-range', range],
      ['business-settings'],
    ];
    for (const [index, [path, body]] of bodies.entries()) {
      const planned = await post(`${path}?dryRun=true`, body);
      expect(planned.body.message).toMatch(/\. Tags that would be forgotten: \d+\.$/);
      expect([await status(), await audited()]).toEqual([expect.stringContaining('; hit'), before + index]);
      const done = await post(path, body);
      expect(done.body.invalidated).toEqual(planned.body.invalidated);
      await until(async () => (await status()).includes('; hit'));
    }
    expect(await audited()).toBe(before + bodies.length);
  });

  it('of the database are listed as they invalidate, without what is in the rows', async () => {
    await app.database.query('UPDATE barbers SET name = $2 WHERE id = $1', [
      shop.barberIds[0],
      'Secret Name',
    ]);
    const newest = async () =>
      (await app.get('cache/monitoring/invalidations?limit=1', { token: admin.token })).body.items;
    await until(async () => (await newest())[0].forgottenAt !== null);
    const items = await newest();
    expect(items).toEqual([
      {
        id: expect.any(Number),
        at: expect.any(String),
        relation: 'barbers',
        operation: 'UPDATE',
        rowId: shop.barberIds[0],
        events: ['barber.changed'],
        forgottenAt: expect.any(String),
        lagMs: expect.any(Number),
      },
    ]);
    expect(JSON.stringify(items)).not.toContain('Secret');
  });

  it('come with the keys that are read most', async () => {
    await app.database.query(
      `INSERT INTO cache_usage (id, region, args, score, scored_at)
       VALUES ('{loc:1}:a', 'available slots', '[]', 10, now()), ('{loc:1}:b', 'barber', '[]', 600, now())`,
    );
    const { body } = await app.get('cache/monitoring/hot-keys?limit=2', { token: admin.token });
    const [first] = body.items;
    expect(first).toMatchObject({ key: 'bb:{loc:1}:b', region: 'barber' });
    expect(first.readsPerHour).toBeCloseTo((600 * Math.LN2) / 6, 0);
  });

  it('of what is not there are not found, in true words', async () => {
    const other = await createShop(app.database);
    const range = { startDate: DATE, endDate: DATE };
    const said = async (where: object) => {
      const { status, body } = await post('date-range', { ...range, ...where });
      return [status, body.detail];
    };
    expect(await said({ locationId: 999_999 })).toEqual([404, 'There is no location 999999.']);
    expect(await said({ barberId: 999_999 })).toEqual([404, 'There is no barber 999999.']);
    expect(await said({ barberId: shop.barberIds[0], locationId: other.locationId })).toEqual([
      404,
      `Barber ${shop.barberIds[0]} does not work at location ${other.locationId}.`,
    ]);
  });

  it('while Redis does not answer take effect when it is back, and nothing is logged as a failure', async () => {
    const [error, warn] = [jest.spyOn(Logger.prototype, 'error'), jest.spyOn(Logger.prototype, 'warn')];
    const status = async () => {
      const query = `date=${DATE}&timezone=UTC&locationId=${shop.locationId}&serviceId=${shop.serviceId}`;
      return (await app.get(`bookings/available-slots?${query}`)).headers.get('cache-status') ?? '';
    };
    const isAvailable = async () => (await app.get('/health')).body.status === 'healthy';
    await until(async () => (await status()).includes('; hit'));
    redis.freeze();
    try {
      expect((await post('all-slots')).body.message).toContain('did not acknowledge');
    } finally {
      redis.thaw();
    }
    await until(isAvailable);
    expect(await status()).toContain('fwd=miss');
    // The epoch is another one: what was forgotten in the last minute is forgotten again (rule 13).
    await redis.kill();
    await redis.restart();
    await until(isAvailable);
    const said = [...error.mock.calls, ...warn.mock.calls].map(([message]) => String(message));
    expect(error).not.toHaveBeenCalled();
    expect(said.filter((line) => line.includes('Invalidating the whole cache'))).toEqual([]);
    jest.restoreAllMocks();
  });

  it('are audited page by page, newest first, with who it was', async () => {
    await app.database.query('TRUNCATE audit RESTART IDENTITY');
    await app.database.query(
      `INSERT INTO cache_audit (user_id, action, request, result)
       SELECT $1, 'action ' || n, '{}', '{}' FROM generate_series(1, 119) n`,
      [admin.id],
    );
    await post('all-slots');
    const page = async (number: number) =>
      (await app.get(`cache/audit?page=${number}`, { token: admin.token })).body;
    const [first, second, third, fourth] = [await page(1), await page(2), await page(3), await page(4)];
    const actions = ({ items }: { items: { action: string }[] }) => items.map(({ action }) => action);
    expect([first, second, third, fourth].map(({ items }) => items.length)).toEqual([50, 50, 20, 0]);
    expect(actions(first).slice(0, 2)).toEqual(['invalidate all-slots', 'action 119']);
    expect(actions(second)[0]).toBe('action 70');
    expect(actions(third).at(-1)).toBe('action 1');
    expect(second).toMatchObject({ page: 2, pageSize: 50, total: 120 });
    expect(first.items[0]).toMatchObject({
      userId: admin.id,
      user: { email: admin.email, name: 'A admin' },
      result: { invalidated: { tags: expect.any(Number) } },
    });
  });

  it('are seen of the fleet: an instance that is gone leaves the list', async () => {
    const fleet = async () => (await app.get('cache/instances', { token: admin.token })).body.items;
    // The account that was made an admin by SQL suspends the cache for a moment.
    await until(
      async () =>
        (await fleet()).map(({ suspended }: { suspended: boolean }) => suspended).join() === 'false',
    );
    await app.database.query(
      `INSERT INTO cache_instances (id, started_at, seen_at, version, mode, suspended, requests)
       VALUES ('00000000-0000-4000-8000-000000000001', now() - interval '1 h', now() - interval '50 s', '1', 'redis', true, 7),
         ('00000000-0000-4000-8000-000000000002', now() - interval '1 h', now() - interval '61 s', '1', 'redis', true, 7)`,
    );
    const [gone, here] = await fleet();
    expect(await fleet()).toHaveLength(2);
    expect(gone).toMatchObject({ version: '1', suspended: true, requests: 7, hitRate: null });
    expect(here).toMatchObject({ mode: 'redis', suspended: false });
    await app.database.query(
      `UPDATE cache_instances SET seen_at = now() - interval '61 s' WHERE version = '1'`,
    );
    expect(await fleet()).toHaveLength(1);
  });
});
