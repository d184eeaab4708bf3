import type { CacheReportDto } from './report.dto.js';
import type { CacheStatsDto } from './cache-stats.dto.js';
import type { TrendsDto } from './trends.dto.js';
import { bytes, hitRate, inUnit, list, ms, percent, seconds, tableOf } from './markdown.parts.js';
import type { Outlook, UtilizationDto } from './utilization.dto.js';

/** Renders the report as Markdown: everything in its JSON except the individual samples. A pure function. */
export function reportMarkdown(report: CacheReportDto): string {
  const { timestamp, effect, health, stats, trends, utilization, recommendations } = report;
  return [
    '# Cache report',
    `${timestamp}: **${health.status}**`,
    '## Effect',
    ...effectPart(effect),
    '## Health',
    tableOf(
      ['metric', 'status', 'value', 'threshold', 'message'],
      health.metrics.map(({ name, status, value, threshold, unit, message }) => [
        name,
        status,
        inUnit(value, unit),
        inUnit(threshold, unit),
        message,
      ]),
    ),
    stats.scope === 'fleet'
      ? `## Counters of ${stats.instances} instances since their start, at most ${stats.ageSeconds} s old`
      : '## Counters of this instance since its start',
    ...statsPart(stats),
    `## Trends of the last ${trends.hours} hours`,
    ...trendsPart(trends),
    '## Utilization',
    ...utilizationPart(utilization),
    '## Recommendations',
    list(recommendations),
  ]
    .join('\n\n')
    .concat('\n');
}

function effectPart(effect: CacheReportDto['effect']): string[] {
  return [
    `The application answered ${effect.readsServed} reads, ${effect.databaseReadsSaved} of them without a query to the database, which saved ` +
      `${seconds(effect.millisecondsSaved) ?? 'an unknown time'}. Without the cache, all reads would have taken ${seconds(effect.millisecondsWithout) ?? 'an unknown time'}.`,
    tableOf(
      ['region', 'reads', 'saved', 'time saved', 'time without'],
      effect.regions.map((region) => [
        region.name,
        region.readsServed,
        region.databaseReadsSaved,
        seconds(region.millisecondsSaved),
        seconds(region.millisecondsWithout),
      ]),
    ),
  ];
}

function statsPart({ regions, l1, redis, suspended, invalidation, ...total }: CacheStatsDto): string[] {
  const { events, tags, pending, oldestPendingSeconds, lagMs } = invalidation;
  const lag = lagMs.p50 === null ? 'not measured' : `${ms(lagMs.p50)}, 99 % up to ${ms(lagMs.p99)}`;
  const waiting =
    pending === null || oldestPendingSeconds === null
      ? 'pending changes unknown'
      : `${pending} changes pending, the oldest for ${oldestPendingSeconds.toFixed(1)} s`;
  return [
    list([
      `Mode: ${total.mode}${suspended === null ? '' : `, suspended since ${suspended.since} (${suspended.reasons.join(', ')})`}`,
      `Reads: ${total.hits} hits, ${total.misses} misses, hit rate ${hitRate(total) ?? 'unknown'}, ${total.bypasses} bypasses; ${total.loads} loads`,
      `L1: ${l1.hits} hits, ${l1.entries} entries, ${bytes(l1.bytes)} of ${bytes(l1.maxBytes)}`,
      redis === null
        ? 'Redis: not used, or it does not answer'
        : `Redis: version ${redis.version}, ${redis.role}, ${redis.keys} keys, ${redis.expiredKeys ?? 'unknown'} expired, ${redis.evictedKeys ?? 'unknown'} evicted (${redis.maxmemoryPolicy})`,
      `Invalidation: ${events} events, ${tags} tags; ${waiting}; median lag ${lag}`,
    ]),
    tableOf(
      [
        'region',
        'TTL',
        'hits',
        'misses',
        'hit rate',
        'bypasses',
        'loads',
        'load p50',
        'load p99',
        'hit p50',
        'hit p99',
      ],
      regions.map((region) => [
        region.name,
        `${region.ttlSeconds} s`,
        region.hits,
        region.misses,
        hitRate(region),
        region.bypasses,
        region.loads,
        ms(region.loadMs.p50),
        ms(region.loadMs.p99),
        ms(region.hitMs.p50),
        ms(region.hitMs.p99),
      ]),
    ),
  ];
}

function trendsPart({ summary, degradations }: TrendsDto): string[] {
  return [
    tableOf(
      ['metric', 'first', 'last', 'min', 'max', 'per hour', 'direction'],
      Object.entries(summary).map(([metric, trend]) =>
        trend === null
          ? [metric, null, null, null, null, null, 'not measured']
          : [
              metric,
              ...[trend.first, trend.last, trend.min, trend.max].map((value) => inUnit(value, trend.unit)),
              // A slope of yes and no is a share.
              inUnit(trend.slopePerHour, trend.unit === 'boolean' ? 'rate' : trend.unit),
              trend.direction,
            ],
      ),
    ),
    '### Degradations',
    list(
      degradations.map(
        ({ metric, from, to, isOngoing, message }) =>
          `${metric}, ${from} to ${isOngoing ? 'now' : to}: ${message}`,
      ),
    ),
  ];
}

function utilizationPart({ memory, l1, connections, keys, regions, estimated }: UtilizationDto): string[] {
  return [
    tableOf(
      ['resource', 'used', 'of', 'share'],
      [
        ['memory', bytes(memory.used), bytes(memory.available), percent(memory.share)],
        ['L1', bytes(l1.used), bytes(l1.available), percent(l1.share)],
        ['connections', connections.used, connections.available, percent(connections.share)],
      ],
    ),
    `Keys: ${keys ?? 'unknown'}. ${OUTLOOK[memory.outlook](memory.fullAt)} ` +
      `The alert for connections is raised above ${connections.threshold}.`,
    tableOf(
      ['region', 'keys', 'size', 'hit rate'],
      regions.map((region) => [region.name, region.keys, bytes(region.bytes), hitRate(region)]),
    ),
    ...(estimated ? ['Keys and sizes of the regions are estimates.'] : []),
  ];
}

const OUTLOOK: Record<Outlook, (fullAt: string | null) => string> = {
  filling: (fullAt) => `Memory is expected to be full at ${fullAt}.`,
  steady: () => 'Memory does not fill up at the slope of the last day.',
  unlimited: () => 'Memory has no limit.',
  unknown: () => 'When memory will be full is not known.',
};
