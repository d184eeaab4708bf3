import type { CacheReportDto } from './report.dto.js';
import type { CacheStatsDto } from './cache-stats.dto.js';
import type { TrendsDto } from './trends.dto.js';
import type { UtilizationDto } from './utilization.dto.js';

type Cell = string | number | null;

/** Renders the report as Markdown: everything in its JSON except the individual samples. A pure function. */
export function reportMarkdown(report: CacheReportDto): string {
  const { timestamp, effect, health, stats, trends, utilization, recommendations } = report;
  return [
    '# Cache report',
    `${timestamp}: **${health.status}**`,
    '## Effect',
    ...effectPart(effect),
    '## Health',
    table(
      ['metric', 'status', 'value', 'threshold', 'unit', 'message'],
      health.metrics.map(({ name, status, value, threshold, unit, message }) => [
        name,
        status,
        value,
        threshold,
        unit,
        message,
      ]),
    ),
    '## Counters of this instance since its start',
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
      `${seconds(effect.millisecondsSaved)}. Without the cache, all reads would have taken ${seconds(effect.millisecondsWithout)}.`,
    table(
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
  return [
    list([
      `Mode: ${total.mode}${suspended === null ? '' : `, suspended since ${suspended.since} (${suspended.reasons.join(', ')})`}`,
      `Reads: ${total.hits} hits, ${total.misses} misses, hit rate ${percent(total.hitRate)}, ${total.bypasses} bypasses; ${total.loads} loads`,
      `L1: ${l1.hits} hits, ${l1.entries} entries, ${bytes(l1.bytes)} of ${bytes(l1.maxBytes)}`,
      redis === null
        ? 'Redis: not used, or it does not answer'
        : `Redis: version ${redis.version}, ${redis.role}, ${redis.keys} keys, ${redis.expiredKeys} expired, ${redis.evictedKeys} evicted (${redis.maxmemoryPolicy})`,
      `Invalidation: ${events} events, ${tags} tags; ${pending} changes pending, the oldest for ${oldestPendingSeconds.toFixed(1)} s; median lag ${lag}`,
    ]),
    table(
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
        percent(region.hitRate),
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
    table(
      ['metric', 'first', 'last', 'min', 'max', 'per hour', 'direction'],
      Object.entries(summary).map(([metric, trend]) =>
        trend === null
          ? [metric, null, null, null, null, null, 'not measured']
          : [metric, trend.first, trend.last, trend.min, trend.max, trend.slopePerHour, trend.direction],
      ),
    ),
    '### Degradations',
    list(degradations.map(({ metric, from, to, message }) => `${metric}, ${from} to ${to}: ${message}`)),
  ];
}

function utilizationPart({ memory, l1, connections, keys, regions, estimated }: UtilizationDto): string[] {
  return [
    table(
      ['resource', 'used', 'of', 'share'],
      [
        ['memory', bytes(memory.used), bytes(memory.available), percent(memory.share)],
        ['L1', bytes(l1.used), bytes(l1.available), percent(l1.share)],
        ['connections', connections.used, connections.available, percent(connections.share)],
      ],
    ),
    `Keys: ${keys ?? 'unknown'}. Memory is expected to be full at: ${memory.fullAt ?? 'never, at the present slope'}. ` +
      `The alert for connections is raised above ${connections.threshold}.`,
    table(
      ['region', 'keys', 'size', 'hit rate'],
      regions.map((region) => [region.name, region.keys, bytes(region.bytes), percent(region.hitRate)]),
    ),
    ...(estimated ? ['Keys and sizes of the regions are estimates.'] : []),
  ];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function ms(value: number | null): string | null {
  return value === null ? null : `${value.toFixed(2)} ms`;
}

function percent(share: number | null): string | null {
  return share === null ? null : `${(share * 100).toFixed(1)} %`;
}

function bytes(size: number | null): string | null {
  return size === null ? null : `${(size / 2 ** 20).toFixed(2)} MiB`;
}

function list(sentences: readonly string[]): string {
  return sentences.length === 0 ? 'None.' : sentences.map((sentence) => `- ${sentence}`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.map(shown).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Escapes a cell: a pipe would end the cell, and a line break its row. */
function shown(cell: Cell): string {
  if (cell === null) return '–';
  const text = typeof cell === 'number' ? String(Number(cell.toFixed(4))) : cell;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
}
