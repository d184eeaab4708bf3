/** A value at an instant (epoch milliseconds). */
export interface Point {
  readonly at: number;
  readonly value: number;
}

export type Direction = 'rising' | 'falling' | 'steady';

export interface Trend {
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  /** Change per hour, by the median of all pairwise slopes (Theil-Sen): a few outliers do not move it. */
  readonly slopePerHour: number;
  readonly direction: Direction;
}

/** An interval in which a metric was worse than its threshold. */
export interface Degradation {
  readonly from: number;
  readonly to: number;
}

const HOUR_MS = 3_600_000;
/** All pairs of this many points are about 20,000 slopes: a few milliseconds. */
const FIT_POINTS = 200;
/** A change over the whole span of less than this share of the median value is called steady. */
const STEADY_SHARE = 0.05;

/** The trend of points in order of time; `null` where there are none. */
export function trendOf(points: readonly Point[]): Trend | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const values = points.map((point) => point.value);
  const min = Math.min(...values);
  const max = Math.max(...values);
  const slopePerHour = theilSen(thinned(points)) * HOUR_MS;
  return { first: first.value, last: last.value, min, max, slopePerHour, direction: direction() };

  function direction(): Direction {
    const hours = (last!.at - first!.at) / HOUR_MS;
    const change = slopePerHour * hours;
    const size = Math.abs(median(values));
    if (Math.abs(change) <= size * STEADY_SHARE) return 'steady';
    return change > 0 ? 'rising' : 'falling';
  }
}

/** When a quantity reaches `limit` at the trend's slope (epoch milliseconds); `null`: not at this slope. */
export function reachesAt(trend: Trend, now: number, limit: number): number | null {
  if (trend.last >= limit) return now;
  if (trend.slopePerHour <= 0) return null;
  return now + ((limit - trend.last) / trend.slopePerHour) * HOUR_MS;
}

/**
 * Consecutive points for which `isBad` holds, as intervals. One good point in between ends an interval; a gap of more
 * than `gapMs` without points does as well.
 */
export function degradations(
  points: readonly Point[],
  isBad: (value: number) => boolean,
  gapMs: number,
): Degradation[] {
  const found: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  for (const { at, value } of points) {
    if (!isBad(value)) {
      open = undefined;
    } else if (open !== undefined && at - open.to <= gapMs) {
      open.to = at;
    } else {
      open = { from: at, to: at };
      found.push(open);
    }
  }
  return found;
}

function theilSen(points: readonly Point[]): number {
  const slopes: number[] = [];
  points.forEach((left, index) => {
    for (const right of points.slice(index + 1)) {
      if (right.at > left.at) slopes.push((right.value - left.value) / (right.at - left.at));
    }
  });
  return median(slopes);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** At most {@link FIT_POINTS} points, evenly taken. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= FIT_POINTS) return points;
  const step = points.length / FIT_POINTS;
  return Array.from({ length: FIT_POINTS }, (_, index) => points[Math.floor(index * step)]).filter(
    (point): point is Point => point !== undefined,
  );
}
