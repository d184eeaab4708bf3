import { setTimeout as sleep } from 'node:timers/promises';
import { type AwakeClock, awakeClock } from './awake-clock.js';

type Alarms = Pick<AwakeClock, 'after'>;

/** For limits at which something ends elsewhere, such as the life of a key in Redis: it does so while this process is paused, too. */
export const realTime: Alarms = {
  after: (ms, ring) => {
    const timer = setTimeout(() => ring(performance.now()), ms).unref();
    return () => clearTimeout(timer);
  },
};

/**
 * Limits a wait: rejects with the error that `late` makes if `answer` has not settled within `ms`. The promise itself is not
 * cancelled; its later result is ignored.
 * @param clock only what it counts is counted
 */
export async function withTimeout<Result>(
  ms: number,
  answer: Promise<Result>,
  late: () => Error,
  clock: Alarms = awakeClock,
): Promise<Result> {
  let cancel: (() => void) | undefined;
  const timeout = new Promise<never>((_, reject) => {
    cancel = clock.after(Math.max(0, ms), () => reject(late()));
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    cancel?.();
  }
}

/** Waits for work that must not hold up the end of the process: for `ms` at most. Rejects with what it throws until then. */
export async function waitAtMost(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, sleep(ms, undefined, { ref: false })]);
}
