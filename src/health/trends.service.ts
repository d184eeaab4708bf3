import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { type AlertLevel, type CacheSample, judgeSample, METRICS } from './alert-rules.js';
import { CacheHealthService } from './cache-health.service.js';
import { type LoggedSample, SampleLog } from './sampling/sample.log.js';
import { degradations, type Point, reachesAt, type Trend, trendOf } from './trend.js';

const HOUR_MS = 3_600_000;
/** Two samples farther apart than this have a gap between them. */
const GAP_MS = 3 * 60_000;

export interface TrendSample {
  readonly at: string;
  readonly status: AlertLevel;
  readonly hitRate: number | null;
  readonly requests: number;
  readonly responseTimeMs: number | null;
  readonly usedMemoryBytes: number | null;
  readonly connectedClients: number | null;
}

export interface Trends {
  readonly hours: number;
  readonly samples: readonly TrendSample[];
  readonly summary: Readonly<Record<string, Trend>>;
  readonly degradations: readonly { metric: string; from: string; to: string; message: string }[];
}

/** How the samples' numbers are read as a series, by the name they have in the summary. */
const SERIES: Readonly<Record<string, (sample: CacheSample) => number | null>> = {
  hitRate: ({ hitRate }) => hitRate,
  requests: ({ requests }) => requests,
  responseTimeMs: ({ responseTimeMs }) => responseTimeMs?.p95 ?? null,
  usedMemoryBytes: ({ usedMemoryBytes }) => usedMemoryBytes,
  connectedClients: ({ connectedClients }) => connectedClients,
};

/** What became of the cache over hours and days, from the samples that PostgreSQL keeps. */
@Injectable()
export class TrendsService {
  constructor(
    private readonly clock: Clock,
    private readonly log: SampleLog,
    private readonly health: CacheHealthService,
  ) {}

  async trends(hours: number): Promise<Trends> {
    const samples = await this.log.since(this.clock.now() - hours * HOUR_MS);
    const summary = Object.entries(SERIES).flatMap(([name, read]) => {
      const trend = trendOf(points(samples, read));
      return trend === null ? [] : [[name, trend] as const];
    });
    return {
      hours,
      samples: samples.map(shown),
      summary: Object.fromEntries(summary),
      degradations: this.degradations(samples),
    };
  }

  /** When Redis' memory is full at the slope of the last day; `null`: not at that slope, or there is no limit. */
  async memoryFullAt(): Promise<string | null> {
    const samples = await this.log.since(this.clock.now() - 24 * HOUR_MS);
    const limit = samples.at(-1)?.maxMemoryBytes ?? 0;
    const trend = trendOf(points(samples, ({ usedMemoryBytes }) => usedMemoryBytes));
    if (trend === null || limit === 0) return null;
    const at = reachesAt(trend, this.clock.now(), limit);
    return at === null ? null : new Date(at).toISOString();
  }

  private degradations(samples: readonly LoggedSample[]): Trends['degradations'] {
    const judged = samples.map((sample) => ({
      at: sample.at,
      metrics: judgeSample(sample, this.health.thresholds),
    }));
    return METRICS.flatMap((metric) => {
      const series = judged.map(({ at, metrics }) => ({
        at,
        value: metrics.find(({ name }) => name === metric)?.status === 'healthy' ? 0 : 1,
      }));
      return degradations(series, (value) => value > 0, GAP_MS).map(({ from, to }) => ({
        metric,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        message:
          judged.find(({ at }) => at === from)?.metrics.find(({ name }) => name === metric)?.message ??
          metric,
      }));
    });
  }
}

function points(samples: readonly CacheSample[], read: (sample: CacheSample) => number | null): Point[] {
  return samples.flatMap((sample) => {
    const value = read(sample);
    return value === null ? [] : [{ at: sample.at, value }];
  });
}

function shown(sample: LoggedSample): TrendSample {
  const { at, status, hitRate, requests, responseTimeMs, usedMemoryBytes, connectedClients } = sample;
  return {
    at: new Date(at).toISOString(),
    status,
    hitRate,
    requests,
    responseTimeMs: responseTimeMs?.p95 ?? null,
    usedMemoryBytes,
    connectedClients,
  };
}
