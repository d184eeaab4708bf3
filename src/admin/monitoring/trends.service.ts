import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { type CacheSample, judgeSample, METRICS } from './alert-rules.js';
import { CacheHealthService } from './cache-health.service.js';
import { type FleetSpan, SampleLog } from './sampling/sample.log.js';
import { degradations, type Point, reachesAt, trendOf } from './trend.js';
import type { CacheHealthMetricDto } from './cache-health.dto.js';
import type { DegradationDto, TrendDto, TrendSampleDto, TrendsDto } from './trends.dto.js';

/** Upper limit of samples in one answer (about 80 kB): a chart cannot show more. */
const MOST_SAMPLES = 480;
/** Samples may be missing for this long while an instance restarts. */
const GAP_MS = 2 * MINUTE_MS;
/** Limits the answer when the cache has been flapping for a week. */
const MOST_DEGRADATIONS = 200;

/** How each series of the summary is read from a sample. */
const SERIES = {
  availability: ({ available, switchedOff }) => (switchedOff ? null : Number(available)),
  responseTimeMs: ({ responseTimeMs }) => responseTimeMs?.p95 ?? null,
  usedMemoryBytes: ({ usedMemoryBytes }) => usedMemoryBytes,
  hitRate: ({ hitRate }) => hitRate,
  connectedClients: ({ connectedClients }) => connectedClients,
  expiration: ({ expires }) => (expires === null ? null : Number(expires)),
  requests: ({ requests }) => requests,
} as const satisfies Record<string, (sample: CacheSample) => number | null>;

export type Series = keyof typeof SERIES;

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

  /** @throws DatabaseUnavailable */
  async trends(hours: number): Promise<TrendsDto> {
    const width = widthOf(hours);
    const spans = await this.log.since(this.clock.now() - hours * HOUR_MS, width);
    return {
      hours,
      samples: spans.map(shown),
      summary: Object.fromEntries(
        SERIES_NAMES.map((name) => [name, trendOf(points(spans, SERIES[name]))]),
      ) as Record<Series, TrendDto | null>,
      degradations: this.degradations(spans, width),
    };
  }

  /**
   * Predicts when memory usage, now `used` bytes, reaches `limit` at the slope of the last day; `null` if it does not.
   * @throws DatabaseUnavailable
   */
  async memoryFullAt(used: number, limit: number): Promise<string | null> {
    const now = this.clock.now();
    const spans = await this.log.since(now - 24 * HOUR_MS, widthOf(24));
    const at = reachesAt(points(spans, SERIES.usedMemoryBytes), { at: now, value: used }, limit);
    return at === null ? null : instant(at);
  }

  private degradations(spans: readonly FleetSpan[], width: number): DegradationDto[] {
    const judged = spans.map((span) => ({
      span,
      bad: judgeSample({ ...span, hitRate: span.lowestHitRate }, this.health.thresholds).filter(
        ({ status }) => status !== 'healthy',
      ),
    }));
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
        message: byStart.get(from)?.bad.find((metric) => metric.name === name)?.message ?? name,
      }));
    })
      .toSorted((left, right) => left.from - right.from)
      .slice(-MOST_DEGRADATIONS)
      .map(({ from, to, ...rest }) => ({ ...rest, from: instant(from), to: instant(to) }));
  }
}

/** Length of a span in ms, a multiple of one minute. */
function widthOf(hours: number): number {
  return Math.ceil((hours * 60) / MOST_SAMPLES) * MINUTE_MS;
}

function shown(span: FleetSpan): TrendSampleDto {
  const { at, status, hitRate, requests, responseTimeMs, usedMemoryBytes, connectedClients } = span;
  return {
    at: instant(at),
    status,
    hitRate: hitRate && Number(hitRate.toFixed(4)),
    requests: Math.round(requests),
    responseTimeMs: responseTimeMs && Number(responseTimeMs.p95.toFixed(2)),
    usedMemoryBytes,
    connectedClients,
  };
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
