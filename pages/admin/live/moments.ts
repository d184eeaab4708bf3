import type { Stats } from '../api/shapes.js';

/** Reads and what became of them since the start, as of one moment. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly hits: number;
  readonly reads: number;
  readonly saved: number;
}

/** What was read lately, as rates. */
export interface Rates {
  /** `null`: nothing was read. */
  readonly hitRate: number | null;
  readonly requestsPerMinute: number;
  readonly savedPerMinute: number;
}

/** Every other instance reports every ten seconds: shorter spans would show the reports rather than the reads. */
const SPAN_MS = 60_000;
const SHORTEST_MS = 9_000;
const MINUTE_MS = 60_000;
/** Reads beside the answers, which totals leave out. */
const INCIDENTAL = 'account';

export function momentOf({ hits, misses, bypasses, regions }: Stats, at: number): Moment {
  const collapsed = regions.reduce(
    (sum, region) => sum + (region.name === INCIDENTAL ? 0 : region.collapsed),
    0,
  );
  return { at, hits, reads: hits + misses + bypasses, saved: hits + collapsed };
}

/** Counters that fall are of other instances: what was before does not count with them. Pure. */
export function withMoment(moments: readonly Moment[], moment: Moment): readonly Moment[] {
  const last = moments.at(-1);
  if (last !== undefined && moment.reads < last.reads && last.reads - moment.reads > moment.reads / 2)
    return [moment];
  return [...moments.filter(({ at }) => moment.at - at <= SPAN_MS), moment];
}

/** The rates of the last minute; `null` until enough was seen. Pure. */
export function ratesOf(moments: readonly Moment[]): Rates | null {
  const [first] = moments;
  const last = moments.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < SHORTEST_MS) return null;
  const reads = last.reads - first.reads;
  if (reads < 0) return null;
  const perMinute = (count: number) => (Math.max(0, count) * MINUTE_MS) / (last.at - first.at);
  return {
    hitRate: reads === 0 ? null : Math.min(1, Math.max(0, last.hits - first.hits) / reads),
    requestsPerMinute: perMinute(reads),
    savedPerMinute: perMinute(last.saved - first.saved),
  };
}
