import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const METRICS = ['availability', 'response_time', 'memory_usage', 'hit_rate', 'connections', 'expiration'];
/** Those of booking: another domain may have more. */
const REGIONS = [
  'account',
  'appointment conflicts',
  'available slots',
  'barber',
  'barber availability',
  'barber schedule',
  'barbers',
  'bookable barbers',
  'booking settings',
  'business hours',
  'default location',
  'location',
  'locations',
  'next available',
  'service',
  'services',
  'user timezone',
];
const DATE = '2027-06-15';

const namesOf = (regions: readonly { readonly name: string }[]) => regions.map(({ name }) => name).toSorted();

describe.each(['Redis up', 'Redis down', 'memory mode'] as const)('the operator’s endpoints, %s', (state) => {
  let redis: RedisServer | undefined;
  let app: TestApp;
  let shop: TestShop;
  let admin = '';
  let client = '';
  const mode = state === 'memory mode' ? 'memory' : 'redis';
  const get = (path: string, token = admin, headers = {}) => app.get(`cache/${path}`, { token, headers });
  const slots = () =>
    app.get(
      `bookings/available-slots?date=${DATE}&timezone=UTC&locationId=${shop.locationId}&serviceId=${shop.serviceId}`,
    );

  beforeAll(async () => {
    if (state !== 'memory mode') redis = await startRedis(['--maxmemory', '100mb']);
    app = await startApp(redis === undefined ? {} : { REDIS_URL: redis.url });
    shop = await createShop(app.database, { barbers: 2 });
    admin = (await app.signUp('admin')).token;
    client = (await app.signUp()).token;
    await until(async () => (await get('availability')).body.available);
    await slots();
    await slots();
    if (state === 'Redis down') {
      await redis?.kill();
      await until(async () => !(await get('availability')).body.available);
    }
  });
  afterAll(async () => {
    await app.close();
    await redis?.stop();
  });

  it('availability is for anyone signed in', async () => {
    expect((await get('availability', client)).body).toMatchObject({
      available: state !== 'Redis down',
      mode,
    });
    expect((await app.get('cache/availability')).status).toBe(401);
  });

  it('health names the six metrics, and what to do', async () => {
    const { status, body } = await get('health');
    expect(status).toBe(200);
    expect(body.metrics.map(({ name }: { name: string }) => name)).toEqual(METRICS);
    const isDown = state === 'Redis down';
    expect(body.status).toBe(isDown ? 'critical' : 'healthy');
    expect(Math.abs(Date.parse(body.timestamp) - Date.now())).toBeLessThan(5000);
    const metric = (name: string) => body.metrics.find((each: { name: string }) => each.name === name);
    expect(metric('availability').value).toBe(isDown ? 0 : 1);
    // Of the store in this process there is a size as well; of a Redis that is away nothing is known.
    expect(metric('memory_usage').value).toEqual(isDown ? null : expect.any(Number));
    expect(metric('memory_usage').threshold).toBe(
      {
        'Redis up': 0.9 * 100 * 2 ** 20,
        'Redis down': 512 * 2 ** 20,
        'memory mode': Math.floor(0.9 * 64 * 2 ** 20),
      }[state],
    );
    expect(body.recommendations.some((said: string) => said.includes('REDIS_URL'))).toBe(isDown);
    // Nothing that was not measured is green, and two reads are no rate.
    for (const { value, status: level, message } of body.metrics) {
      expect(level === 'unknown').toBe(value === null);
      if (value === null) expect(message).toMatch(/^Not measured: /);
    }
    expect(metric('hit_rate').status).toBe('unknown');
    const unknown = body.metrics.filter((each: { status: string }) => each.status === 'unknown');
    expect(unknown.length).toBeGreaterThanOrEqual(isDown ? 5 : 1);
  });

  it('stats have every region, the tiers, and Redis or null', async () => {
    const { body } = await get('stats');
    expect(namesOf(body.regions)).toEqual(expect.arrayContaining(REGIONS));
    expect(body).toMatchObject({ scope: 'instance', instances: 1, ageSeconds: 0 });
    expect((await get('stats?scope=planet')).status).toBe(400);
    expect(body).toMatchObject({ mode, hits: 1, loads: expect.any(Number), l1: { maxBytes: 64 * 2 ** 20 } });
    if (state === 'Redis up') {
      expect(body.redis).toMatchObject({
        role: 'master',
        maxMemoryBytes: 100 * 2 ** 20,
        keys: expect.any(Number),
      });
      expect(body.suspended).toBeNull();
    } else {
      expect(body.redis).toBeNull();
      if (state === 'Redis down') expect(body.suspended.reasons).toContain('redis');
    }
  });

  it('trends, utilization and the report answer', async () => {
    const trends = await get('monitoring/trends?hours=168');
    expect(trends.body).toMatchObject({
      hours: 168,
      samples: expect.any(Array),
      degradations: expect.any(Array),
    });
    expect((await get('monitoring/trends?hours=169')).status).toBe(400);
    const { regions } = (await get('monitoring/utilization')).body;
    expect(namesOf(regions)).toEqual(namesOf((await get('stats')).body.regions));
    const report = await get('monitoring/report');
    expect(report.body.effect.readsServed).toBeGreaterThan(0);
    const ofFleet = await get('monitoring/report?scope=fleet');
    expect(ofFleet.body.stats).toMatchObject({ scope: 'fleet', instances: 1 });
    const page = await get('monitoring/report', admin, { accept: 'text/markdown' });
    expect(page.headers.get('content-type')).toContain('text/markdown');
    expect(page.headers.get('vary')?.toLowerCase().split(/, */)).toContain('accept');
    expect(page.body).toContain('# Cache report');
    const other = await get('monitoring/report', admin, { accept: 'text/markdown;q=0.1, application/json' });
    expect(other.body.effect).toBeDefined();
  });

  it('the fleet has this instance', async () => {
    await until(async () => (await get('instances')).body.items.length === 1);
    expect((await get('instances')).body.items[0]).toMatchObject({ mode, version: '0.1.0' });
  });

  it('the key summary counts by region, in the store', async () => {
    const { status, body } = await get('keys/summary');
    expect(status).toBe(200);
    const counted = body.patterns.find(({ region }: { region: string }) => region === 'available slots');
    expect(counted.keys).toBe(state === 'Redis down' ? 0 : 1);
    expect(body).toMatchObject({ available: state !== 'Redis down', truncated: false });
    const sum = (read: (pattern: any) => number) =>
      body.patterns.reduce((total: number, pattern: unknown) => total + read(pattern), 0);
    expect(sum(({ keys }) => keys)).toBe(body.total);
    expect(sum(({ share }) => share)).toBeCloseTo(state === 'Redis down' ? 0 : 1);
    if (state === 'Redis up') {
      // What Redis itself says of the one entry.
      const inside = redis!.client();
      const [key = ''] = await inside.keys('bb:{*slots:*');
      expect(counted.bytes).toBe(await inside.memory('USAGE', key));
      expect(body.scanned).toBe(await inside.dbsize());
    }
  });

  it('utilization is of what there is: Redis’ connections and memory, and each region’s keys', async () => {
    const { body } = await get('monitoring/utilization');
    const isDown = state === 'Redis down';
    const limit = { 'Redis up': 100 * 2 ** 20, 'Redis down': null, 'memory mode': 64 * 2 ** 20 }[state];
    expect(body.memory).toMatchObject({ available: limit, fullAt: null });
    if (!isDown) expect(body.memory.share).toBeCloseTo(body.memory.used / limit!);
    expect(body.connections).toMatchObject({
      available: state === 'Redis up' ? 10_000 : null,
      threshold: 100,
    });
    const slotsUse = body.regions.find(({ name }: { name: string }) => name === 'available slots');
    expect(slotsUse).toMatchObject({
      ttlSeconds: 300,
      keys: isDown ? null : 1,
      bytes: isDown ? null : expect.any(Number),
    });
    expect(body.estimated).toBe(false);
  });

  it('invalidations forget, say how much, and are audited', async () => {
    const post = (path: string, body?: object) =>
      app.post(`cache/invalidate/${path}`, body, { token: admin });
    const calls = [
      ['all-slots', undefined],
      [`barber/${shop.barberIds[0]}`, undefined],
      ['date-range', { startDate: DATE, endDate: DATE, locationId: shop.locationId }],
      ['business-settings', undefined],
    ] as const;
    for (const [path, body] of calls) {
      const before = await slots();
      const answer = await post(path, body);
      expect(answer.status).toBe(200);
      expect(answer.body.invalidated.regions).toContain('available slots');
      if (state === 'Redis down') {
        expect(answer.body.message).toContain('did not acknowledge');
      } else {
        expect(answer.body.invalidated.tags).toBeGreaterThan(0);
        const after = await slots();
        expect(after.headers.get('cache-status')).toContain('fwd=miss');
        expect(after.body).toEqual(before.body);
      }
    }
    const { body: audit } = await get('audit');
    expect(audit.total).toBe(4);
    expect(audit.items[0]).toMatchObject({
      action: 'invalidate business-settings',
      userId: expect.any(Number),
    });
    expect((await post('barber/999999')).status).toBe(404);
    expect((await post('date-range', { startDate: DATE, endDate: '2027-09-15' })).status).toBe(400);
    expect((await post('date-range', { startDate: DATE, endDate: '2027-06-14' })).status).toBe(400);
  });

  it.each([
    'health',
    'stats',
    'instances',
    'audit',
    'monitoring/trends',
    'monitoring/utilization',
    'monitoring/report',
    'keys/summary',
  ])('%s is for admins', async (path) => {
    expect([(await get(path, client)).status, (await app.get(`cache/${path}`)).status]).toEqual([403, 401]);
  });

  it('entries are found, shown, and forgotten with all that depend on the same', async () => {
    const key = `bb:{loc:${shop.locationId}}:slots:${DATE}:svc_${shop.serviceId}`;
    const at = (entry: string) => `entry?key=${encodeURIComponent(entry)}`;
    if (state === 'Redis down') {
      expect((await get('entries')).body).toEqual({ available: false, items: [], nextCursor: null });
      expect((await get(at(key))).body.code).toBe('cache-unavailable');
      return;
    }
    await slots();
    await until(async () => (await get(at(key))).body.isServed === true);
    expect((await get('entries?prefix=slots:')).body.items).toHaveLength(1);
    for (const prefix of [`slots:${DATE}`, key, `loc:${shop.locationId}`]) {
      const { items } = (await get(`entries?prefix=${encodeURIComponent(prefix)}`)).body;
      expect(items).toEqual([{ key, region: 'available slots', bytes: expect.any(Number) }]);
    }
    for (const prefix of ['*', 'slots:*', 'tag:', 'other:', 'bb:{loc:*']) {
      expect((await get(`entries?prefix=${encodeURIComponent(prefix)}`)).body.items).toEqual([]);
    }
    const { status, body } = await get(at(key));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      key,
      region: 'available slots',
      value: (await slots()).body,
      isPersonal: false,
      isServed: true,
      tags: ['rules', 'anybody', `anybody:${DATE}`, 'anybody:2027-06-16'],
      ends: 'ttl',
    });
    expect(body.ttlSeconds).toBeGreaterThan(200);
    expect(Date.parse(body.validUntil) - Date.parse(body.createdAt)).toBeLessThanOrEqual(300_000);

    const { items: accounts } = (await get('entries?prefix=account:')).body;
    expect((await get(at(accounts[0].key))).body).toMatchObject({
      region: 'account',
      value: null,
      isPersonal: true,
    });

    await app.get(
      `bookings/available-slots?date=2027-06-16&locationId=${shop.locationId}&serviceId=${shop.serviceId}`,
    );
    await until(async () => (await get('entries?prefix=slots:')).body.items.length === 2);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { items, nextCursor } = (await get(`entries?limit=1${from}`)).body;
      expect(items.length).toBeLessThan(2);
      paged.push(...items.map((item: { key: string }) => item.key));
      cursor = nextCursor;
      if (cursor !== null)
        expect((await get(`entries?prefix=loc:&cursor=${encodeURIComponent(cursor)}`)).status).toBe(400);
    }
    const whole = (await get('entries')).body.items.map((item: { key: string }) => item.key);
    expect(new Set(paged).size).toBe(paged.length);
    expect(paged).toEqual(expect.arrayContaining(whole));
    expect(paged.length).toBeGreaterThan(2);
    const gone = await app.delete(`cache/${at(key)}`, { token: admin });
    expect([gone.status, gone.body.invalidated]).toEqual([
      200,
      { tags: 4, entries: 2, entriesIsCapped: false, regions: ['available slots'] },
    ]);
    expect((await get(at(key))).body).toMatchObject({ isServed: false, ends: 'ended' });
    expect((await slots()).headers.get('cache-status')).toContain('miss');
    expect((await get('audit')).body.items[0]).toMatchObject({
      action: 'invalidate entry',
      request: { key },
    });

    const hostile = [
      '*',
      'other:{loc:1}:slots:2027-06-15:svc_1',
      `bb:{loc:1}:tag:rules`,
      `${key}\r\nFLUSHALL`,
      'x'.repeat(5000),
    ];
    for (const each of hostile) {
      expect((await get(at(each))).status).toBe(400);
      expect((await app.delete(`cache/${at(each)}`, { token: admin })).status).toBe(400);
    }
    for (const path of [
      'entry',
      'entries?cursor=x',
      'entries?cursor=0-0',
      'entries?cursor=99999999999-1',
      'entries?limit=0',
      'entries?limit=101',
    ]) {
      expect((await get(path)).status).toBe(400);
    }
    const missing = `bb:{loc:1}:slots:2031-01-01:svc_${shop.serviceId}`;
    expect((await get(at(missing))).status).toBe(404);
    expect((await app.delete(`cache/${at(missing)}`, { token: admin })).status).toBe(404);
    expect((await get('entries', client)).status).toBe(403);
  });
});
