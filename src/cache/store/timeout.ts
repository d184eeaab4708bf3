import { AwakeClock, awakeClock } from '../../time/awake-clock.js';
import { StoreUnavailable } from '../entry/cache.errors.js';

/**
 * Limits the wait for a store: rejects with StoreUnavailable if `answer` has not settled within `ms`. The promise itself is
 * not cancelled; its later result is ignored.
 * @param clock only what it counts is counted (rule 23).
 */
export async function withTimeout<Result>(
  ms: number,
  answer: Promise<Result>,
  clock: AwakeClock = awakeClock,
): Promise<Result> {
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(Math.max(0, ms), () =>
      reject(new StoreUnavailable('The cache store did not answer in time')),
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    cancel?.();
  }
}
