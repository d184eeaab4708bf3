import { LEVELS, METRICS } from './monitoring/alert-rules.js';
import type { CacheHealthReport } from './monitoring/cache-health.service.js';
import type { CacheStats } from './monitoring/cache-stats.service.js';
import type { KeysSummary } from './monitoring/keys-summary.service.js';
import type { CacheReport } from './monitoring/report.service.js';
import type { Instance } from './monitoring/sampling/instances.js';
import type { Trend } from './monitoring/trend.js';
import type { Trends } from './monitoring/trends.service.js';
import type { Utilization } from './monitoring/utilization.service.js';
import { anything, type Example, oneOf, orNull } from '../http/openapi/example.js';
import type { Items } from '../http/openapi/items.decorator.js';
import type { AuditPage } from './audit.log.js';
import type { Invalidation } from './cache-invalidation.service.js';
import type { WarmUpAnswer } from './warm-up/warm-up.run.js';

/** Examples of what the operator's endpoints answer, complete: the document reads their schemas out of them. */

export const MODES = ['redis', 'memory', 'off'] as const;

const LEVEL = oneOf(...LEVELS);
const NOW = '2027-03-14T13:00:00.000Z';
const RECOMMENDATIONS = [
  'Set maxmemory in redis.conf: without a limit the machine’s memory is the limit.',
] as const;

export const HEALTH: Example<CacheHealthReport> = {
  status: LEVEL,
  timestamp: NOW,
  metrics: [
    {
      name: oneOf(...METRICS),
      value: orNull(1),
      unit: oneOf('boolean', 'ms', 'bytes', 'rate', 'connections'),
      status: LEVEL,
      threshold: orNull(1),
      message: 'The cache is available (redis)',
    },
  ],
  recommendations: RECOMMENDATIONS,
};

const quantiles = (p50: number, p99: number) => ({ p50: orNull(p50), p99: orNull(p99) });

export const STATS: Example<CacheStats> = {
  mode: oneOf(...MODES),
  hits: 95,
  misses: 5,
  hitRate: 0.95,
  loads: 5,
  bypasses: 0,
  regions: [
    {
      name: 'available slots',
      pattern: 'slots:{date}[:barber_{id}]:svc_{id}[:{timezone}]',
      ttlSeconds: 300,
      hits: 95,
      misses: 5,
      hitRate: 0.95,
      invalidatedMisses: 2,
      collapsed: 1,
      bypasses: 0,
      loads: 4,
      jobLoads: 12,
      loadMs: quantiles(4.2, 9.5),
      jobLoadMs: quantiles(3.8, 8.1),
      hitMs: quantiles(0.2, 0.9),
    },
  ],
  l1: { entries: 40, bytes: 81_920, maxBytes: 67_108_864, hits: 60 },
  redis: orNull({
    version: '8.2.1',
    role: 'master',
    usedMemoryBytes: 1_000_000,
    maxMemoryBytes: 536_870_912,
    connectedClients: 4,
    maxClients: 10_000,
    keys: 120,
    expiredKeys: 31,
    evictedKeys: 0,
    maxmemoryPolicy: 'volatile-lfu',
  }),
  suspended: orNull({ since: NOW, reasons: ['redis'] }),
  invalidation: { events: 12, tags: 57, pending: 0, oldestPendingSeconds: 0, lagMs: quantiles(1.4, 6.3) },
};

export const INSTANCES: Example<Items<Instance>> = {
  items: [
    {
      id: '0b0c6c5e-54a5-4d0e-9d3a-1f6a7e2b9c11',
      startedAt: '2027-03-14T08:00:00.000Z',
      seenAt: NOW,
      version: '0.1.0',
      mode: 'redis',
      suspended: false,
      requests: 100,
      hitRate: orNull(0.95),
    },
  ],
};

export const AUDIT: Example<AuditPage> = {
  items: [
    {
      id: 1,
      at: NOW,
      userId: 1,
      user: orNull({ email: 'admin@bookedbarber.local', name: 'Admin' }),
      action: 'invalidate barber',
      request: anything({ barberId: 1 }),
      result: anything({
        message: 'Barber 1: forgotten.',
        invalidated: { tags: 2, regions: ['available slots'] },
      }),
    },
  ],
  page: 1,
  pageSize: 50,
  total: 1,
};

export const KEYS: Example<KeysSummary> = {
  available: true,
  total: 1,
  scanned: 1,
  truncated: false,
  patterns: [
    {
      pattern: 'user_tz:user_{id}',
      region: orNull('user timezone'),
      ttlSeconds: orNull(3600),
      keys: 1,
      bytes: 200,
      share: 1,
    },
  ],
};

const trend = (first: number, last: number, slopePerHour: number): Example<Trend | null> =>
  orNull({
    first,
    last,
    min: Math.min(first, last),
    max: Math.max(first, last),
    slopePerHour,
    direction: oneOf('steady', 'rising', 'falling'),
  });

export const TRENDS: Example<Trends> = {
  hours: 24,
  samples: [
    {
      at: NOW,
      status: LEVEL,
      hitRate: orNull(0.95),
      requests: 100,
      responseTimeMs: orNull(0.8),
      usedMemoryBytes: orNull(1_000_000),
      connectedClients: orNull(4),
    },
  ],
  summary: {
    availability: trend(1, 1, 0),
    responseTimeMs: trend(0.8, 0.8, 0),
    usedMemoryBytes: trend(980_000, 1_000_000, 830),
    hitRate: trend(0.94, 0.95, 0),
    connectedClients: trend(4, 4, 0),
    expiration: trend(1, 1, 0),
    requests: trend(90, 100, 0.4),
  },
  degradations: [
    {
      metric: oneOf(
        'responseTimeMs',
        'availability',
        'usedMemoryBytes',
        'hitRate',
        'connectedClients',
        'expiration',
        'requests',
      ),
      from: '2027-03-14T09:10:00.000Z',
      to: '2027-03-14T09:14:00.000Z',
      message: 'The median operation took 80.0 ms, 95 % took at most 140.0 ms',
    },
  ],
};

const use = (used: number, available: number) => ({
  used: orNull(used),
  available: orNull(available),
  share: orNull(Number((used / available).toFixed(4))),
});

export const UTILIZATION: Example<Utilization> = {
  memory: { ...use(1_000_000, 536_870_912), fullAt: orNull('2027-04-10T03:00:00.000Z') },
  l1: use(81_920, 67_108_864),
  connections: { ...use(4, 10_000), threshold: 100 },
  keys: orNull(120),
  regions: [
    {
      name: 'available slots',
      ttlSeconds: 300,
      hits: 95,
      misses: 5,
      hitRate: 0.95,
      keys: orNull(80),
      bytes: orNull(65_536),
    },
  ],
  estimated: false,
};

const EFFECT = {
  readsServed: 100,
  databaseReadsSaved: 96,
  millisecondsSaved: 380,
  millisecondsWithout: 420,
};

export const REPORT: Example<CacheReport> = {
  timestamp: NOW,
  effect: { ...EFFECT, regions: [{ name: 'available slots', ...EFFECT }] },
  health: HEALTH,
  stats: STATS,
  trends: TRENDS,
  utilization: UTILIZATION,
  recommendations: RECOMMENDATIONS,
};

export const INVALIDATION: Example<Invalidation> = {
  message: 'All slots: forgotten.',
  invalidated: { tags: 12, regions: ['available slots'] },
};

export const WARM_UP: Example<WarmUpAnswer> = {
  message: 'The cache is warm.',
  stats: { planned: 420, warmed: 400, fresh: 20, failed: 0, durationMs: 1800 },
};
