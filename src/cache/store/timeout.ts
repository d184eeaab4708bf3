import { StoreUnavailable } from '../entry/cache.errors.js';

/**
 * Limits the wait for a store: rejects with StoreUnavailable if `answer` has not settled within `ms`. The promise itself is
 * not cancelled; its later result is ignored.
 *
 * If the whole process was paused, timers fire before sockets are read, so responses that have already arrived are handled
 * first (`setImmediate`).
 */
export async function withTimeout<Result>(ms: number, answer: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => setImmediate(() => reject(new StoreUnavailable('The cache store did not answer in time'))),
      Math.max(0, ms),
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
