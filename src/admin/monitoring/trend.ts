import { HOUR_MS } from '../../time/durations.js';

/** A value at an instant (epoch milliseconds). */
export interface Point {
  readonly at: number;
  readonly value: number;
}

export const DIRECTIONS = ['unknown', 'steady', 'rising', 'falling'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Trend {
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly slopePerHour: number;
  readonly direction: Direction;
}

/** A time range in which a metric violated its threshold, in epoch milliseconds. */
export interface Degradation {
  readonly from: number;
  readonly to: number;
}

/** Points that a slope is fitted to: all their pairs are about 11,000 slopes, which takes one or two milliseconds. */
const FIT_POINTS = 150;
/** A change over the whole span below this share of the median value counts as steady. */
const STEADY_SHARE = 0.05;
/** A change below this multiple of the median distance between the points and the fitted line counts as steady, too. */
const NOISE = 3;
/** Fewer points than this show no direction. */
const DIRECTION_POINTS = 3;
/** Predictions need at least this time span and this many points. */
const PREDICTION_SPAN_MS = HOUR_MS;
const PREDICTION_POINTS = 20;

/**
 * Computes the trend of points that are sorted by time; `null` without points. The slope is the median of all pairwise
 * slopes (Theil-Sen): a few outliers do not move it. The direction is `steady` unless the change over the whole span
 * exceeds the noise, and `unknown` for one or two points.
 */
export function trendOf(points: readonly Point[]): Trend | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  let [min, max] = [first.value, first.value];
  for (const { value } of points) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const fitted = thinned(points);
  const slope = theilSen(fitted);
  return {
    first: first.value,
    last: last.value,
    min,
    max,
    slopePerHour: slope * HOUR_MS,
    direction: points.length < DIRECTION_POINTS ? 'unknown' : directionOf(slope, last.at - first.at, fitted),
  };
}

/**
 * Predicts when a quantity reaches `limit`, in epoch milliseconds, by extending the slope of its trend from `now`. `null` if
 * it does not rise or the change is within the noise; `undefined` if there is less than an hour of points to tell from.
 */
export function reachesAt(
  points: readonly Point[],
  now: { readonly at: number; readonly value: number },
  limit: number,
): number | null | undefined {
  if (now.value >= limit) return now.at;
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < PREDICTION_POINTS) return undefined;
  if (last.at - first.at < PREDICTION_SPAN_MS) return undefined;
  const trend = trendOf(points);
  if (trend?.direction !== 'rising') return null;
  return now.at + ((limit - now.value) / trend.slopePerHour) * HOUR_MS;
}

/** Groups consecutive bad points into intervals. A good point ends an interval, and so do more than `gapMs` without points. */
export function degradations(
  points: readonly { readonly at: number; readonly isBad: boolean }[],
  gapMs: number,
): Degradation[] {
  const found: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  for (const { at, isBad } of points) {
    if (!isBad) open = undefined;
    else if (open !== undefined && at - open.to <= gapMs) open.to = at;
    else found.push((open = { from: at, to: at }));
  }
  return found;
}

function directionOf(slope: number, spanMs: number, points: readonly Point[]): Direction {
  const change = slope * spanMs;
  const size = Math.abs(median(Float64Array.from(points, ({ value }) => value)));
  const offsets = Float64Array.from(points, ({ at, value }) => value - slope * at);
  const middle = median(offsets);
  const noise = median(offsets.map((offset) => Math.abs(offset - middle)));
  if (Math.abs(change) <= Math.max(size * STEADY_SHARE, noise * NOISE)) return 'steady';
  return change > 0 ? 'rising' : 'falling';
}

function theilSen(points: readonly Point[]): number {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let count = 0;
  for (const [index, right] of points.entries()) {
    for (let before = 0; before < index; before++) {
      const left = points[before] as Point;
      if (right.at > left.at) slopes[count++] = (right.value - left.value) / (right.at - left.at);
    }
  }
  return median(slopes.subarray(0, count));
}

/** 0 for an empty list. */
function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Reduces the points to at most {@link FIT_POINTS}, each of them the median of a group. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= FIT_POINTS) return points;
  const step = points.length / FIT_POINTS;
  return Array.from({ length: FIT_POINTS }, (_, index) => {
    const group = points.slice(Math.floor(index * step), Math.floor((index + 1) * step));
    return { at: middleOf(group, ({ at }) => at), value: middleOf(group, ({ value }) => value) };
  });
}

function middleOf(group: readonly Point[], read: (point: Point) => number): number {
  return median(Float64Array.from(group, read));
}
