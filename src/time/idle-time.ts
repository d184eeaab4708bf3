import { performance } from 'node:perf_hooks';

/** What a tick counts for in which the event loop had something to do all the time. */
const SATURATED = 0.1;

/**
 * For an `AwakeClock` that measures how long others keep this process waiting. While the event loop always has something to
 * do, it is what everything waits for, as on a machine whose processors are taken: such time counts for a tenth, so that a
 * process that is overloaded for long gives up as well.
 */
export function idleTime(): (ms: number) => number {
  let before = performance.eventLoopUtilization();
  return (ms) => {
    const now = performance.eventLoopUtilization();
    const { idle } = performance.eventLoopUtilization(now, before);
    before = now;
    return idle > 0 ? ms : ms * SATURATED;
  };
}
