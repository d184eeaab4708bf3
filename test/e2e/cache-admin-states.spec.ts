import { afterEach, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { startRedis } from '../support/redis.js';
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
    expect((await health()).status).toBe('healthy');
    expect(await suspended()).toBe(0);
  }, 30_000);

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
