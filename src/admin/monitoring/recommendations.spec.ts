import { describe, expect, it } from '@jest/globals';
import { DENIALS } from '../../cache/store/denials.js';
import { METRICS } from './alert-levels.js';
import type { CacheSample } from './alert-rules.js';
import { recommend } from './recommendations.js';
import type { CacheStatsDto, RegionStatsDto } from './cache-stats.dto.js';
import type { CacheHealthMetricDto } from './cache-health.dto.js';

const quantiles = { p50: 1, p99: 2 };
const region = (change: Partial<RegionStatsDto> = {}): RegionStatsDto => ({
  name: 'available slots',
  pattern: 'slots:{date}',
  ttlSeconds: 300,
  hits: 900,
  misses: 100,
  hitRate: 0.9,
  invalidatedMisses: 0,
  collapsed: 0,
  bypasses: 0,
  loads: 100,
  jobLoads: 0,
  loadMs: quantiles,
  jobLoadMs: quantiles,
  hitMs: quantiles,
  ...change,
});
const redis = {
  version: '7.2.0',
  role: 'master',
  usedMemoryBytes: 1,
  maxMemoryBytes: 100,
  maxClients: 10_000,
  connectedClients: 1,
  keys: 1,
  expiredKeys: 0,
  evictedKeys: 0,
  maxmemoryPolicy: 'allkeys-lru',
};
const stats = (change: Partial<CacheStatsDto> = {}): CacheStatsDto => ({
  scope: 'instance',
  instances: 1,
  ageSeconds: 0,
  mode: 'redis',
  hits: 900,
  misses: 100,
  hitRate: 0.9,
  loads: 100,
  bypasses: 0,
  regions: [region()],
  l1: { entries: 1, bytes: 1, maxBytes: 2, hits: 1 },
  redis,
  suspended: null,
  invalidation: { events: 1, tags: 1, pending: 0, oldestPendingSeconds: 0, lagMs: quantiles },
  ...change,
});
const sample: CacheSample = {
  at: 0,
  mode: 'redis',
  switchedOff: false,
  available: true,
  responseTimeMs: quantiles as never,
  usedMemoryBytes: 1,
  maxMemoryBytes: 100,
  hitRate: 0.9,
  requests: 1000,
  connectedClients: 1,
  expires: true,
};
const metrics = (...bad: CacheHealthMetricDto['name'][]): CacheHealthMetricDto[] =>
  METRICS.map((name) => ({
    name,
    value: 1,
    unit: 'rate',
    status: bad.includes(name) ? 'warning' : 'healthy',
    threshold: 1,
    message: '',
  }));
const suspended = (...reasons: string[]) => ({ suspended: { since: '2027-03-14T13:00:00.000Z', reasons } });

describe('recommendations', () => {
  it('are empty when every metric is healthy', () => {
    expect(recommend(sample, metrics(), stats())).toEqual([]);
  });

  it.each<[string, CacheHealthMetricDto['name'], Partial<CacheStatsDto>, string]>([
    ['Redis is unreachable', 'availability', suspended('redis'), 'REDIS_URL'],
    ['changes are not published', 'availability', suspended('outbox'), 'invalidation.pending'],
    ['outbox triggers are missing', 'availability', suspended('triggers'), 'outbox triggers'],
    ['the database does not answer', 'availability', { mode: 'off', redis: null }, 'Restore the connection'],
    ['Redis was away at the start', 'availability', { mode: 'off', ...suspended('redis') }, 'Restart Redis'],
    ['the cache is starting', 'availability', {}, 'starting'],
    ['Redis is slow', 'response_time', {}, 'CACHE_ALERT_RESPONSE_MS'],
    ['memory is short', 'memory_usage', {}, 'maxmemory'],
    ['there are many clients', 'connections', {}, 'CACHE_ALERT_CONNECTIONS'],
    ['keys do not expire', 'expiration', {}, 'clock'],
    ['the hit rate is low', 'hit_rate', {}, 'CACHE_ALERT_HIT_RATE'],
    ['reads bypassed the cache', 'hit_rate', { bypasses: 2000 }, 'stays available'],
  ])('give one sentence of advice when %s', (_, bad, change, word) => {
    expect(recommend(sample, metrics(bad), stats(change))).toEqual([expect.stringContaining(word)]);
  });

  it.each([
    ['another-store', 'Set REDIS_URL'],
    ['another-version', 'when the last of them has stopped'],
    ['pooler', 'Set DATABASE_DIRECT_URL'],
  ] as const)('say what to do when the cache is denied because of %s', (denial, words) => {
    const denied = { ...sample, mode: 'off', denial: DENIALS[denial], available: false } as const;
    expect(recommend(denied, metrics('availability'), stats({ mode: 'off', redis: null }))).toEqual([
      expect.stringContaining(words),
    ]);
  });

  it('name the setting of the store that is short of memory', () => {
    const inProcess = recommend(
      { ...sample, mode: 'memory' },
      metrics('memory_usage'),
      stats({ mode: 'memory', redis: null }),
    );
    expect(inProcess).toEqual([expect.stringContaining('CACHE_L1_MAX_BYTES')]);
  });

  it('say only that the cache is switched off, when it is', () => {
    const off = { ...sample, mode: 'off', switchedOff: true, available: false } as const;
    expect(recommend(off, metrics(), stats({ mode: 'off', redis: null }))).toEqual([
      expect.stringContaining('CACHE_ENABLED=false'),
    ]);
  });

  it.each([
    [{ maxmemoryPolicy: 'noeviction' }, 'maxmemory-policy'],
    [{ maxMemoryBytes: 0 }, 'Set maxmemory in'],
    [{ evictedKeys: 7 }, 'evicted 7 keys'],
    [{ maxMemoryBytes: 0, maxmemoryPolicy: 'noeviction' }, 'Set maxmemory in'],
  ])('for Redis with %j', (change, words) => {
    expect(recommend(sample, metrics(), stats({ redis: { ...redis, ...change } }))).toEqual([
      expect.stringContaining(words),
    ]);
  });

  it.each([
    [{ hits: 100, misses: 900, hitRate: 0.1, invalidatedMisses: 450 }, 'invalidated often (50 %'],
    [
      { hits: 100, misses: 900, hitRate: 0.1, invalidatedMisses: 449, ttlSeconds: 59 },
      'TTL of 59 s is short',
    ],
    [
      { hits: 100, misses: 900, hitRate: 0.1, invalidatedMisses: 449, ttlSeconds: 60 },
      'rarely requested twice',
    ],
  ])('for a region with %j', (change, words) => {
    const advice = recommend(sample, metrics('hit_rate'), stats({ regions: [region(change)] }));
    expect(advice).toEqual([expect.stringContaining(words)]);
    expect(advice[0]).toMatch(/^available slots has a hit rate of 10 % over 1000 reads/);
  });

  it('say nothing about metrics that are not known', () => {
    const unknown = metrics().map((metric) => ({ ...metric, value: null, status: 'unknown' as const }));
    expect(
      recommend(sample, unknown, stats({ redis: { ...redis, maxMemoryBytes: null, evictedKeys: null } })),
    ).toEqual([]);
  });

  it('ignore a region with few misses or a good hit rate', () => {
    const regions = [
      region({ hits: 0, misses: 99, hitRate: 0 }),
      region({ hits: 700, misses: 300, hitRate: 0.7 }),
    ];
    expect(recommend(sample, metrics(), stats({ regions }))).toEqual([]);
  });
});
