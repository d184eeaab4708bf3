import { DAY_MS, SECOND_MS } from '../../time/durations.js';
import type { Interval } from '../wall-time/interval.js';
import type { SlotRules } from './slots.js';

/** No shop can be booked further ahead: the longest horizon, whose last day is whole. */
export const LONGEST_HORIZON = 3652 * DAY_MS;
const UNLIKELY_MS = 10 * SECOND_MS;

/**
 * The instant until which an answer about the days in `range` is worth keeping, as far as these days are concerned. A client that asks
 * for days that cannot be booked at all could otherwise fill the cache with as many answers as there are dates.
 */
export function worthKeepingUntil({ from, until }: Interval, now: number): number {
  return until < now || from > now + LONGEST_HORIZON ? now + UNLIKELY_MS : Infinity;
}

/**
 * The instant (epoch ms) at which time alone may change an answer about `starts`: the earliest offered start loses its
 * minimum notice, or the next start enters the horizon. Infinity if neither happens.
 *
 * @param starts in order; free, ignoring notice and horizon
 * @param rules the rules at the instant `now`
 * @param entersHorizon when a start that lies beyond the horizon enters it
 */
export function slotsValidUntil(
  starts: readonly number[],
  { earliest, latest }: Pick<SlotRules, 'earliest' | 'latest'>,
  now: number,
  entersHorizon: (start: number) => number,
): number {
  const offered = starts.find((start) => start >= earliest && start <= latest) ?? Infinity;
  const entering = starts.find((start) => start > latest);
  const noticeLost = offered - (earliest - now) + 1;
  return entering === undefined ? noticeLost : Math.min(noticeLost, entersHorizon(entering));
}
