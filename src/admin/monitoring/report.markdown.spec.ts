import { describe, expect, it } from '@jest/globals';
import { reportMarkdown } from './report.markdown.js';
import type { CacheReportDto } from './report.dto.js';

const MIB = 2 ** 20;
const none = { p50: null, p99: null };
const flat = { first: 1, last: 1, min: 1, max: 1, slopePerHour: 0, direction: 'steady', unit: 'ms' } as const;

const REPORT: CacheReportDto = {
  timestamp: '2027-03-14T13:00:00.000Z',
  effect: {
    readsServed: 110,
    databaseReadsSaved: 92,
    millisecondsSaved: 1200,
    millisecondsWithout: 2500,
    regions: [
      {
        name: 'available slots',
        readsServed: 110,
        databaseReadsSaved: 92,
        millisecondsSaved: 1200,
        millisecondsWithout: 2500,
      },
    ],
  },
  health: {
    status: 'warning',
    timestamp: '2027-03-14T13:00:00.000Z',
    metrics: [
      {
        name: 'hit_rate',
        value: 0.654_321,
        unit: 'rate',
        status: 'warning',
        threshold: 0.7,
        message: '65.4 % | of 110\nreads',
      },
      {
        name: 'connections',
        value: null,
        unit: 'connections',
        status: 'unknown',
        threshold: 100,
        message: 'Not measured: not checked yet',
      },
    ],
    recommendations: [],
  },
  stats: {
    scope: 'instance',
    instances: 1,
    ageSeconds: 0,
    mode: 'redis',
    hits: 72,
    misses: 38,
    hitRate: 0.6545,
    loads: 31,
    bypasses: 7,
    regions: [
      {
        name: 'available slots',
        pattern: 'slots:{date}',
        ttlSeconds: 300,
        hits: 72,
        misses: 38,
        hitRate: 0.6545,
        invalidatedMisses: 3,
        collapsed: 2,
        bypasses: 7,
        loads: 31,
        jobLoads: 4,
        loadMs: { p50: 4.25, p99: 9.5 },
        jobLoadMs: none,
        hitMs: { p50: 0.2, p99: 0.9 },
      },
    ],
    l1: { entries: 40, bytes: 2 ** 20, maxBytes: 64 * 2 ** 20, hits: 61 },
    redis: {
      version: '8.2.1',
      role: 'master',
      usedMemoryBytes: 5 * 2 ** 20,
      maxMemoryBytes: 100 * 2 ** 20,
      connectedClients: 4,
      maxClients: 10_000,
      keys: 120,
      expiredKeys: 31,
      evictedKeys: 17,
      maxmemoryPolicy: 'allkeys-lru',
    },
    suspended: null,
    invalidation: {
      events: 12,
      tags: 57,
      pending: 2,
      oldestPendingSeconds: 1.25,
      lagMs: { p50: 1.4, p99: 6.3 },
    },
  },
  trends: {
    hours: 24,
    samples: [],
    summary: {
      availability: flat,
      responseTimeMs: flat,
      usedMemoryBytes: {
        first: 10 * MIB,
        last: 58 * MIB,
        min: 9 * MIB,
        max: 60 * MIB,
        slopePerHour: 2 * MIB,
        direction: 'rising',
        unit: 'bytes',
      },
      hitRate: flat,
      connectedClients: flat,
      expiration: null,
      requests: flat,
    },
    degradations: [
      {
        metric: 'hitRate',
        from: '2027-03-14T09:10:00.000Z',
        to: '2027-03-14T09:14:00.000Z',
        isOngoing: false,
        message: '50.0 % of 200 reads were hits',
      },
    ],
  },
  utilization: {
    memory: {
      used: 5 * 2 ** 20,
      available: 100 * 2 ** 20,
      share: 0.05,
      fullAt: '2027-04-10T03:00:00.000Z',
      outlook: 'filling',
    },
    l1: { used: 2 ** 20, available: 64 * 2 ** 20, share: 1 / 64 },
    connections: { used: 4, available: 10_000, share: 0.0004, threshold: 100 },
    keys: 120,
    regions: [
      {
        name: 'available slots',
        ttlSeconds: 300,
        hits: 72,
        misses: 38,
        hitRate: 0.6545,
        keys: 80,
        bytes: 3 * 2 ** 20,
      },
    ],
    estimated: true,
  },
  recommendations: ['Warm it up.'],
};

/** The part under a heading, up to the next of the same rank. */
function part(page: string, heading: string): string {
  return page.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
}

describe('the report as Markdown', () => {
  const page = reportMarkdown(REPORT);

  it.each([
    ['Effect', ['110 reads', '92 of them', 'saved 1.2 s', 'taken 2.5 s', '| available slots | 110 | 92 |']],
    ['Health', ['| hit_rate | warning | 65.4 % | 70.0 % |', '| connections | unknown | – | 100 |']],
    [
      'Counters',
      [
        'Mode: redis\n',
        '72 hits, 38 misses, hit rate 65.5 %, 7 bypasses; 31 loads',
        'L1: 61 hits, 40 entries, 1.00 MiB of 64.00 MiB',
        'version 8.2.1, master, 120 keys, 31 expired, 17 evicted (allkeys-lru)',
        '12 events, 57 tags; 2 changes pending, the oldest for 1.3 s; median lag 1.40 ms, 99 % up to 6.30 ms',
        '| available slots | 300 s | 72 | 38 | 65.5 % | 7 | 31 | 4.25 ms | 9.50 ms | 0.20 ms | 0.90 ms |',
      ],
    ],
    [
      'Trends of the last 24 hours',
      [
        '| usedMemoryBytes | 10.00 MiB | 58.00 MiB | 9.00 MiB | 60.00 MiB | 2.00 MiB | rising |',
        '| expiration | – | – | – | – | – | not measured |',
        '- hitRate, 2027-03-14T09:10:00.000Z to 2027-03-14T09:14:00.000Z: 50.0 % of 200 reads were hits',
      ],
    ],
    [
      'Utilization',
      [
        '| memory | 5.00 MiB | 100.00 MiB | 5.0 % |',
        '| L1 | 1.00 MiB | 64.00 MiB | 1.6 % |',
        '| connections | 4 | 10000 | 0.0 % |',
        'Keys: 120. Memory is expected to be full at 2027-04-10T03:00:00.000Z. The alert for connections is raised above 100.',
        '| available slots | 80 | 3.00 MiB | 65.5 % |',
        'estimates',
      ],
    ],
    ['Recommendations', ['- Warm it up.']],
  ])('has the section %s', (heading, texts) => {
    for (const text of texts) expect(part(page, heading)).toContain(text);
  });

  it('keeps a text in its cell, whatever characters it contains', () => {
    expect(part(page, 'Health')).toContain('| 65.4 % \\| of 110 reads |');
    const tables = page.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables).toHaveLength(6);
    for (const table of tables) {
      const widths = table.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('says when there is nothing to report or a figure is unknown', () => {
    const { stats, trends, utilization } = REPORT;
    const unknown = { used: null, available: null, share: null };
    const empty = reportMarkdown({
      ...REPORT,
      stats: {
        ...stats,
        redis: null,
        suspended: { since: '2027-03-14T12:00:00.000Z', reasons: ['redis', 'outbox'] },
        regions: stats.regions.map((region) => ({ ...region, hits: 0, misses: 0, hitRate: 0 })),
        invalidation: { ...stats.invalidation, pending: null, oldestPendingSeconds: null, lagMs: none },
      },
      trends: { ...trends, degradations: [] },
      utilization: {
        ...utilization,
        memory: { ...unknown, fullAt: null, outlook: 'unknown' },
        keys: null,
        estimated: false,
      },
      recommendations: [],
    });
    expect(part(empty, 'Counters')).toContain('suspended since 2027-03-14T12:00:00.000Z (redis, outbox)');
    expect(part(empty, 'Counters')).toContain('Redis: not used, or it does not answer');
    expect(part(empty, 'Counters')).toContain('median lag not measured');
    expect(part(empty, 'Trends')).toContain('### Degradations\n\nNone.');
    expect(part(empty, 'Utilization')).toContain('| memory | – | – | – |');
    expect(part(empty, 'Counters')).toContain('pending changes unknown');
    expect(part(empty, 'Counters')).toContain('| available slots | 300 s | 0 | 0 | – |');
    expect(part(empty, 'Utilization')).toContain('Keys: unknown. When memory will be full is not known.');
    expect(part(empty, 'Utilization')).not.toContain('estimates');
    expect(part(empty, 'Recommendations')).toContain('None.');
  });
});
