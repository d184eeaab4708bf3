import { AsyncLocalStorage } from 'node:async_hooks';
// Not the globals: a suite that replaces them would stop this clock for those that follow it in its process.
import { performance } from 'node:perf_hooks';
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';

/** How often a clock in use reads the time. */
const TICK_MS = 10;
/** Most that counts between two readings: if more has passed, the event loop was not turning, and no answer could arrive. */
const MOST_PER_TICK_MS = 2 * TICK_MS;

interface Alarm {
  readonly dueAt: number;
  readonly ring: (now: number) => void;
}

/**
 * Measures how long this process has waited for others, in milliseconds during which its event loop was turning. Use it
 * instead of `setTimeout` and `performance.now()` for every time limit whose end blames another process: a pause of the
 * event loop counts for one tick, however long it was, and nothing ends before the sockets were read once more.
 *
 * It counts only while it is in use: between {@link begin} and {@link end}, and until every alarm has rung.
 */
export class AwakeClock {
  private counted = 0;
  /** Until when time is counted, on `performance.now()`. */
  private countedAt = 0;
  private users = 0;
  private readonly alarms = new Set<Alarm>();
  private timer: NodeJS.Timeout | undefined;
  private tickAt = 0;
  /** Timers would otherwise keep the async context of the request that started the clock. */
  private readonly outside = AsyncLocalStorage.snapshot();

  /** @param counts how much of the time between two readings counts, for those that have more to excuse than pauses. */
  constructor(private readonly counts: (ms: number) => number = (ms) => ms) {}

  /** Milliseconds counted so far. Only differences between two calls during one use mean something. */
  now(): number {
    if (this.timer === undefined) return this.counted;
    return this.counted + Math.min(performance.now() - this.countedAt, MOST_PER_TICK_MS);
  }

  /** Starts one use of the clock. Returns the time. */
  begin(): number {
    this.users++;
    this.run(TICK_MS);
    return this.now();
  }

  /** Ends one use of the clock. Returns the time. */
  end(): number {
    const now = this.now();
    this.users--;
    return now;
  }

  /** Calls `ring` with the time once `ms` have been counted, unless the returned function is called before. */
  after(ms: number, ring: (now: number) => void): () => void {
    this.run(Math.min(ms, TICK_MS));
    const alarm = { dueAt: this.now() + ms, ring };
    this.alarms.add(alarm);
    return () => this.alarms.delete(alarm);
  }

  /** Makes sure that the next reading comes within `ms`. The timer does not keep the process alive. */
  private run(ms: number): void {
    const at = performance.now() + ms;
    if (this.timer === undefined) this.countedAt = performance.now();
    else if (this.tickAt <= at) return;
    clearTimeout(this.timer);
    this.tickAt = at;
    // Timers fire before sockets are read; `setImmediate` comes after.
    this.timer = this.outside(() => setTimeout(() => setImmediate(() => this.tick()), Math.max(0, ms)));
    this.timer.unref();
  }

  private tick(): void {
    this.timer = undefined;
    const elapsed = performance.now() - this.countedAt;
    const before = this.counted;
    // @mutant pause-counts-as-silence
    const counted = Math.min(elapsed, MOST_PER_TICK_MS);
    this.counted += this.counts(counted);
    // What becomes due with a pause waits for one more tick: the pause may have begun after the sockets were read.
    // @mutant no-read-after-pause
    const nextAt = this.ringUntil(elapsed > MOST_PER_TICK_MS ? before : this.counted);
    if (this.users > 0 || this.alarms.size > 0) this.run(Math.min(nextAt - this.counted, TICK_MS));
  }

  /** Returns when the next alarm is due. */
  private ringUntil(time: number): number {
    let nextAt = Number.POSITIVE_INFINITY;
    for (const alarm of this.alarms) {
      if (alarm.dueAt > time) {
        nextAt = Math.min(nextAt, alarm.dueAt);
        continue;
      }
      this.alarms.delete(alarm);
      alarm.ring(time);
    }
    return nextAt;
  }
}

/** For time limits that have no more to excuse than pauses. */
export const awakeClock = new AwakeClock();
