import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { InstanceId } from '../../src/admin/monitoring/sampling/instance.id.js';
import { MetricsSampler } from '../../src/admin/monitoring/sampling/metrics.sampler.js';
import { startApp, type TestApp } from '../support/app.js';
import { startRedis } from '../support/redis.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

const opened: { close?: () => Promise<void>; stop?: () => Promise<void> }[] = [];
const open = async <Thing extends (typeof opened)[number]>(thing: Promise<Thing>) => {
  opened.unshift(await thing);
  return thing;
};
afterEach(async () => {
  for (const each of opened.splice(0)) await (each.close?.() ?? each.stop?.());
});

interface Health {
  status: string;
  metrics: { name: string; value: number | null; status: string; message: string }[];
  recommendations: string[];
}

async function operator(app: TestApp) {
  const { token } = await app.signUp('admin');
  return {
    available: async () => (await app.get('cache/availability', { token })).body.available as boolean,
    health: async () => (await app.get<Health>('cache/health', { token })).body,
    instances: async () => (await app.get('cache/instances', { token })).body.items,
    stats: async () => (await app.get('cache/stats', { token })).body,
    suspended: async () =>
      Number(/^cache_suspended (\d)$/m.exec((await app.get<string>('/metrics')).body)?.[1]),
  };
}

describe('the cache’s health', () => {
  it('knows at once that Redis has gone, and that it has come back', async () => {
    const redis = await open(startRedis());
    const app = await open(startApp({ REDIS_URL: redis.url }));
    const { available, health, suspended } = await operator(app);
    await until(available);
    expect((await health()).status).toBe('healthy');
    await redis.kill();
    await until(async () => !(await available()));
    const down = await health();
    expect(down.status).toBe('critical');
    expect(down.metrics[0]).toMatchObject({ name: 'availability', value: 0, status: 'critical' });
    expect(down.metrics.slice(1, 3).map(({ value }) => value)).toEqual([null, null]);
    expect(down.recommendations[0]).toContain('Restart Redis');
    expect(await suspended()).toBe(1);
    await redis.restart();
    await until(available);
    // Not the whole: on a loaded machine Redis is slow at first.
    expect((await health()).metrics[0]).toMatchObject({ value: 1, status: 'healthy' });
    expect(await suspended()).toBe(0);
  }, 30_000);

  it('warns of a Redis that is full and refuses writes', async () => {
    const redis = await open(startRedis(['--maxmemory', '100kb', '--maxmemory-policy', 'noeviction']));
    const app = await open(startApp({ REDIS_URL: redis.url }));
    const { available, health } = await operator(app);
    await until(available);
    const { status, metrics, recommendations } = await health();
    expect(status).toBe('warning');
    expect(metrics.map(({ name, status: level }) => [name, level])).toContainEqual([
      'memory_usage',
      'warning',
    ]);
    expect(recommendations.join('\n')).toContain('a full Redis rejects every write');
  });

  it('reports that another process owns the memory cache', async () => {
    const first = await open(startApp());
    const { available } = await operator(first);
    await until(available);
    const second = await open(startApp({}, first.database));
    const { health, suspended, stats } = await operator(second);
    const { status, metrics, recommendations } = await health();
    expect(status).toBe('critical');
    expect(metrics[0]?.message).toContain('another process caches');
    expect(recommendations[0]).toContain('Set REDIS_URL');
    expect((await stats()).mode).toBe('off');
    expect(await suspended()).toBe(1);
    expect((await second.get('/health')).body).toMatchObject({ status: 'degraded' });
  });
});

describe('the counters of the fleet', () => {
  it('are the same from every instance, with the age of the oldest report', async () => {
    const redis = await open(startRedis());
    const environment = { REDIS_URL: redis.url, JWT_SECRET: 'a secret of both, longer than 32 characters' };
    const first = await open(startApp(environment));
    const second = await open(startApp(environment, first.database));
    const { locationId } = await createShop(first.database, { barbers: 1 });
    const read = (app: TestApp) => app.get(`settings/business-hours?locationId=${locationId}`);
    const operators = [await operator(first), await operator(second)];
    await until(
      async () => (await operators[0]?.available()) === true && (await operators[1]?.available()) === true,
    );
    for (let count = 0; count < 7; count++) await read(first);
    for (let count = 0; count < 3; count++) await read(second);
    const sampler = (app: TestApp) => app.app.get(MetricsSampler);
    // As it does every ten seconds.
    for (const app of [first, second])
      await (Reflect.get(sampler(app), 'sample') as () => Promise<void>).call(sampler(app));
    const { token } = await first.signUp('admin');
    const stats = async (app: TestApp, scope: string) =>
      (await app.get(`cache/stats?scope=${scope}`, { token })).body;
    const reads = ({ hits, misses }: { hits: number; misses: number }) => hits + misses;
    await until(
      async () => reads(await stats(first, 'fleet')) === 10 && reads(await stats(second, 'fleet')) === 10,
    );
    for (const app of [first, second]) {
      const fleet = await stats(app, 'fleet');
      expect(fleet).toMatchObject({ scope: 'fleet', instances: 2, suspended: null });
      expect(fleet.ageSeconds).toBeGreaterThanOrEqual(0);
      expect(fleet.ageSeconds).toBeLessThan(60);
      const { hits, hitRate } = fleet.regions.find(({ name }: { name: string }) => name === 'business hours');
      expect(hits).toBeGreaterThan(0);
      expect(String(hitRate)).toMatch(/^\d(\.\d{1,4})?$/);
    }
    expect([reads(await stats(first, 'instance')), reads(await stats(second, 'instance'))]).toEqual([7, 3]);
    // One instance by its id, whichever answers.
    const id = second.app.get(InstanceId).value;
    const ofOne = await Promise.all([first, second].map((app) => stats(app, `fleet&instance=${id}`)));
    expect(ofOne.map(({ scope, instances }) => [scope, instances])).toEqual([
      ['instance', 1],
      ['instance', 1],
    ]);
    expect(ofOne.map(reads)).toEqual([3, 3]);
    const gone = await first.get(`cache/stats?instance=${randomUUID()}`, { token });
    expect([gone.status, gone.body.code]).toEqual([404, 'not-found']);
  });
});

describe('a cache that was switched off', () => {
  it('is not a failure: nothing is degraded, suspended or critical, and the health metric says that it is off', async () => {
    const app = await open(startApp({ CACHE_ENABLED: 'false', REDIS_URL: 'redis://127.0.0.1:1' }));
    const { health, suspended, instances, stats, available } = await operator(app);
    for (let read = 0; read < 60; read++) await app.get('settings/booking');
    const { status, metrics, recommendations } = await health();
    expect(status).toBe('healthy');
    expect(metrics[0]).toMatchObject({ value: 0, message: expect.stringContaining('switched off') });
    expect(recommendations[0]).toContain('CACHE_ENABLED=false');
    expect(await suspended()).toBe(0);
    expect(await available()).toBe(false);
    expect((await app.get('/health')).body).toMatchObject({
      status: 'healthy',
      services: { database: 'healthy', cache: 'unavailable' },
    });
    expect(await stats()).toMatchObject({ mode: 'off', suspended: null });
    await until(async () => (await instances()).length === 1);
    expect((await instances())[0]).toMatchObject({ mode: 'off', suspended: false });
  });
});
