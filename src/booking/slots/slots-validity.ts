import type { SlotRules } from './slots.js';

/**
 * The first instant (epoch ms) at which an answer about `starts` may be another one because time has passed: when the
 * earliest that is offered loses its minimum notice, or when the next one enters the horizon; Infinity if neither comes.
 *
 * @param starts in order, free apart from notice and horizon
 * @param rules those of the instant `now`
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
