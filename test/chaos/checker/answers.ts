import { SECOND_MS } from '../../../src/time/durations.js';
import type { Failure, Fault, History } from './history.js';

/** After a fault was lifted: connections are made again, what was under way comes to its end. */
const AFTERMATH_MS = 3 * SECOND_MS;

/** As long as a request waits for the database's connections before it is turned away. */
const TURNED_AWAY_MS = 2 * SECOND_MS;

/**
 * S3: answers that no fault allows. 503 with Retry-After is allowed while the database is unreachable, a broken
 * connection or none while the instance is; nothing is allowed because of Redis.
 */
export function forbiddenFailures(history: History): Failure[] {
  return history.failures.filter((failure) => !isAllowed(failure, history.faults) && !isOverload(failure));
}

/** S3 allows 503 with Retry-After beyond the load that the database carries: after a wait for its turn. They are counted. */
export function overloads(history: History): Failure[] {
  return history.failures.filter((failure) => !isAllowed(failure, history.faults) && isOverload(failure));
}

function isOverload({ status, retryAfter, beganAt, at }: Failure): boolean {
  return status === 503 && retryAfter && at - beganAt >= TURNED_AWAY_MS;
}

function isAllowed(failure: Failure, faults: readonly Fault[]): boolean {
  const open = faults.filter(
    (fault) => fault.openedAt <= failure.at && failure.beganAt <= fault.closedAt + AFTERMATH_MS,
  );
  if (typeof failure.status === 'string') return open.some((fault) => fault.away.includes('application'));
  if (failure.status === 503)
    return failure.retryAfter && open.some((fault) => fault.away.includes('postgres'));
  return failure.status < 500 && isLost(failure, open);
}

/** A writer whose request broke off cannot know the current state, so a conflict is an allowed answer. */
function isLost(failure: Failure, open: readonly Fault[]): boolean {
  const isRead = failure.request.startsWith('GET');
  return !isRead && [404, 409, 412, 422].includes(Number(failure.status)) && open.length > 0;
}
