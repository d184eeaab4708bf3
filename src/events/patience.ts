import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { awakeClock } from '../time/awake-clock.js';

const POLL_MS = 5;
/**
 * For how long after its COMMIT a write repeats what the database did not do (rule 34). Shorter than the time after which a statement
 * without an answer has failed: silence is not waited for twice.
 */
const DATABASE_PATIENCE_MS = 1400;
const RETRY_MS = 25;

/** How long others have to answer. */
export interface Patience {
  readonly isOver: boolean;
}

/** Runs `work`, during which others have `ms` to answer; a pause of this process does not count (rule 23). */
export async function patiently<Result>(
  ms: number,
  work: (patience: Patience) => Promise<Result>,
): Promise<Result> {
  const begunAt = awakeClock.begin();
  try {
    return await work({
      get isOver() {
        return awakeClock.now() - begunAt >= ms;
      },
    });
  } finally {
    awakeClock.end();
  }
}

/** Repeats the check until it is true; `false` if the time is over first, or once there is no reason to go on. */
export async function within(
  patience: Patience,
  isTrue: () => Promise<boolean>,
  goesOn: () => Promise<boolean> = async () => true,
): Promise<boolean> {
  while (!patience.isOver && (await goesOn())) {
    if (await isTrue()) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** Repeats what the database did not do, until its time `since` the COMMIT is over. @throws DatabaseUnavailable */
export async function insist<Result>(since: number, action: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      // @mutant gone-database-not-awaited
      if (!(error instanceof DatabaseUnavailable) || performance.now() - since > DATABASE_PATIENCE_MS)
        throw error;
      await sleep(RETRY_MS);
    }
  }
}
