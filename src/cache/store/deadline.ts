import { StoreUnavailable } from '../entry/cache.errors.js';

/**
 * Rejects with StoreUnavailable if `answer` has not settled within `ms`; what it does later is nobody's concern.
 *
 * When this process itself stood still, timers fire before sockets are read: what has arrived by then is looked at first.
 */
export async function within<Result>(ms: number, answer: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => setImmediate(() => reject(new StoreUnavailable('The store took too long'))),
      Math.max(0, ms),
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
