import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { isBad, METRICS } from './alert-levels.js';
import { type CacheSample, judgeSample } from './alert-rules.js';
import { CacheHealthService } from './cache-health.service.js';
import { rounded } from './rounded.js';
import { type FleetSpan, SampleLog } from './sampling/sample.log.js';
import { type Series, SERIES, shownValue } from './trend.series.js';
import { degradations, type Point, reachesAt, trendOf } from './trend.js';
import type { CacheHealthMetricDto } from './cache-health.dto.js';
import type {
  DegradationDto,
  RegionSampleDto,
  RegionTrendsDto,
  TrendDto,
  TrendSampleDto,
  TrendsDto,
} from './trends.dto.js';
import type { MemoryUseDto } from './utilization.dto.js';

/** Upper limit of samples in one answer (about 80 kB): a chart cannot show more. */
const MOST_SAMPLES = 480;
/** Samples may be missing for this long while an instance restarts. */
const GAP_MS = 2 * MINUTE_MS;
/** Limits the answer when the cache has been flapping for a week. */
const MOST_DEGRADATIONS = 200;

const SERIES_NAMES = Object.keys(SERIES) as Series[];

const SERIES_OF: Readonly<Record<CacheHealthMetricDto['name'], Series>> = {
  availability: 'availability',
  response_time: 'responseTimeMs',
  memory_usage: 'usedMemoryBytes',
  hit_rate: 'hitRate',
  connections: 'connectedClients',
  expiration: 'expiration',
};

/** Computes the cache's trends over hours and days from the samples of the whole fleet, which PostgreSQL keeps. */
@Injectable()
export class TrendsService {
  constructor(
    private readonly clock: Clock,
    private readonly log: SampleLog,
    private readonly health: CacheHealthService,
  ) {}

  /**
   * @param instance of whose samples, instead of the fleet's
   * @throws DatabaseUnavailable
   */
  async trends(hours: number, instance?: string): Promise<TrendsDto> {
    const width = widthOf(hours);
    const now = this.clock.now();
    const spans = await this.log.since(now - hours * HOUR_MS, width, instance);
    return {
      hours,
      samples: spans.map(shown),
      summary: Object.fromEntries(SERIES_NAMES.map((name) => [name, shownTrend(name, spans)])) as Record<
        Series,
        TrendDto | null
      >,
      degradations: this.degradations(spans, width, now),
    };
  }

  /**
   * The reads of each region over time; regions without reads are left out.
   * @throws DatabaseUnavailable
   */
  async regions(hours: number, instance?: string): Promise<RegionTrendsDto> {
    const spans = await this.log.regionsSince(this.clock.now() - hours * HOUR_MS, widthOf(hours), instance);
    const regions = new Map<string, RegionSampleDto[]>();
    for (const { name, at, reads, hits } of spans) {
      const samples = regions.get(name) ?? [];
      samples.push({ at: instant(at), reads, hits });
      regions.set(name, samples);
    }
    return { hours, items: [...regions].map(([name, samples]) => ({ name, samples })) };
  }

  /**
   * Predicts when memory usage, now `used` bytes, reaches `limit` at the slope of the last day.
   * @throws DatabaseUnavailable
   */
  async memoryOutlook(used: number, limit: number): Promise<Pick<MemoryUseDto, 'fullAt' | 'outlook'>> {
    const now = this.clock.now();
    const spans = await this.log.since(now - 24 * HOUR_MS, widthOf(24));
    const at = reachesAt(points(spans, SERIES.usedMemoryBytes.read), { at: now, value: used }, limit);
    if (typeof at === 'number') return { fullAt: instant(at), outlook: 'filling' };
    return { fullAt: null, outlook: at === null ? 'steady' : 'unknown' };
  }

  /** A degradation lasts until the end of its last bad minute, but not longer than until `now`. */
  private degradations(spans: readonly FleetSpan[], width: number, now: number): DegradationDto[] {
    const judged = spans.map((span) => ({
      span,
      bad: judgeSample({ ...span, hitRate: span.lowestHitRate }, this.health.thresholds).filter(
        ({ status }) => isBad(status),
      ),
    }));
    const last = spans.at(-1)?.at;
    const byStart = new Map(judged.map((each) => [each.span.at, each]));
    return METRICS.flatMap((name) => {
      const series = judged.map(({ span, bad }) => ({
        at: span.at,
        isBad: bad.some((metric) => metric.name === name),
      }));
      return degradations(series, width + GAP_MS).map(({ from, to }) => ({
        metric: SERIES_OF[name],
        from: byStart.get(from)?.span.badFrom ?? from,
        to: (byStart.get(to)?.span.badTo ?? to + width - MINUTE_MS) + MINUTE_MS,
        isOngoing: to === last && now - to < width + GAP_MS,
        message: byStart.get(from)?.bad.find((metric) => metric.name === name)?.message ?? name,
      }));
    })
      .toSorted((left, right) => left.from - right.from)
      .slice(-MOST_DEGRADATIONS)
      .map(({ from, to, ...rest }) => ({
        ...rest,
        from: instant(Math.min(from, now)),
        to: instant(Math.min(to, now)),
      }));
  }
}

/** Length of a span in ms, a multiple of one minute. */
function widthOf(hours: number): number {
  return Math.ceil((hours * 60) / MOST_SAMPLES) * MINUTE_MS;
}

function shown(span: FleetSpan): TrendSampleDto {
  const value = (name: Series) => shownValue(name, span);
  return {
    at: instant(span.at),
    status: span.status,
    hitRate: value('hitRate'),
    requests: Math.round(span.requests),
    databaseReadsSaved: rounded(span.databaseReadsSaved ?? null, 0),
    responseTimeMs: value('responseTimeMs'),
    usedMemoryBytes: value('usedMemoryBytes'),
    connectedClients: value('connectedClients'),
  };
}

function shownTrend(name: Series, spans: readonly FleetSpan[]): TrendDto | null {
  const { read, unit, digits } = SERIES[name];
  const trend = trendOf(points(spans, read));
  if (trend === null) return null;
  const { direction, slopePerHour, ...values } = trend;
  const shownValues = Object.fromEntries(
    Object.entries(values).map(([field, value]) => [field, rounded(value, digits)]),
  ) as typeof values;
  return { ...shownValues, slopePerHour: rounded(slopePerHour, digits + 2), direction, unit };
}

function points(spans: readonly FleetSpan[], read: (sample: CacheSample) => number | null): Point[] {
  return spans.flatMap((span) => {
    const value = read(span);
    return value === null ? [] : [{ at: span.at, value }];
  });
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
