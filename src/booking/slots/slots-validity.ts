import type { SlotRules } from './slots.js';

/**
 * The instant (epoch ms) at which time alone may change an answer about `starts`: the earliest offered start loses its
 * minimum notice, or the next start enters the horizon. Infinity if neither happens.
 *
 * @param starts in order; free, ignoring notice and horizon
 * @param rules the rules at the instant `now`
 */
export function slotsValidUntil(
  starts: readonly number[],
  { earliest, latest }: Pick<SlotRules, 'earliest' | 'latest'>,
  now: number,
): number {
  const offered = starts.find((start) => start >= earliest && start <= latest) ?? Infinity;
  const entering = starts.find((start) => start > latest) ?? Infinity;
  const noticeLost = offered - (earliest - now) + 1;
  const horizonReached = entering - (latest - now);
  return Math.min(noticeLost, horizonReached);
}
