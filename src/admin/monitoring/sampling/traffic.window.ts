import { Histogram } from '../../../cache/measure/histogram.js';

/** Snapshot of counters that only grow. */
export interface TrafficCounters {
  readonly hits: number;
  readonly misses: number;
  /** Number of store operations in each bucket of the histogram. */
  readonly operations: readonly number[];
}

export interface Traffic {
  readonly requests: number;
  /** `null` below {@link ENOUGH} requests: a rate of so few is meaningless. */
  readonly hitRate: number | null;
  readonly responseTimeMs: { readonly p50: number; readonly p95: number } | null;
}

const ENOUGH = 50;
/** Number of snapshots kept: five minutes at one snapshot every ten seconds. */
const LENGTH = 30;

/** Sliding window over counters: the traffic is the difference between the newest and the oldest snapshot. */
export class TrafficWindow {
  private readonly moments: TrafficCounters[] = [];

  /** Adds a snapshot and returns the traffic since the oldest one that is kept. */
  add(now: TrafficCounters): Traffic {
    const oldest = this.moments[0];
    const previous = this.moments.at(-1);
    this.moments.push(now);
    if (this.moments.length > LENGTH) this.moments.shift();
    const hits = now.hits - (oldest?.hits ?? 0);
    const requests = hits + now.misses - (oldest?.misses ?? 0);
    return {
      requests,
      hitRate: requests < ENOUGH ? null : hits / requests,
      responseTimeMs: quantiles(now.operations, previous?.operations ?? []),
    };
  }
}

function quantiles(now: readonly number[], before: readonly number[]): Traffic['responseTimeMs'] {
  const since = Histogram.of(now.map((count, bucket) => count - (before[bucket] ?? 0)));
  const [p50, p95] = [since.quantile(0.5), since.quantile(0.95)];
  return p50 === null || p95 === null ? null : { p50, p95 };
}
