import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** The event loop is measured over this much time. */
const WINDOW_MS = 100;
/** Above this share of busy time, requests would wait for a job's work. */
const BUSY = 0.7;
/** While the process is busy, a job works for a quarter of the time. */
const REST = 3;

/** Keeps a job from taking the event loop that requests need: it rests while the process is busy, with whatever. */
export class WarmUpPace {
  private since = performance.now();
  private before = performance.eventLoopUtilization();

  /** Call between two loads. Resolves at once unless the process is busy; also when `signal` aborts. */
  async rest(signal: AbortSignal): Promise<void> {
    const workedMs = performance.now() - this.since;
    if (workedMs < WINDOW_MS) return;
    const { utilization } = performance.eventLoopUtilization(this.before);
    if (utilization > BUSY) {
      await sleep(workedMs * REST, undefined, { signal }).catch(() => undefined);
    }
    this.since = performance.now();
    this.before = performance.eventLoopUtilization();
  }
}
