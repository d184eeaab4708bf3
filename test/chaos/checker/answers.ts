import { SECOND_MS } from '../../../src/time/durations.js';
import type { Failure, Fault, History, Read } from './history.js';

/** After a fault was lifted: connections are made again, what was under way comes to its end. */
const AFTERMATH_MS = 3 * SECOND_MS;

/** As long as a request waits for the database's connections before it is turned away. */
const TURNED_AWAY_MS = 2 * SECOND_MS;
/** A load that takes so long is turned away at once if twice as many wait as run: in a lock of the table, for instance. */
const SLOW_LOAD_MS = SECOND_MS;
/** The type of the problem. */
const OVERLOADED = /#overloaded"/;

/**
 * S3: answers that no fault allows. 503 with Retry-After is allowed while the database is unreachable, a broken
 * connection or none while the instance is; nothing is allowed because of Redis.
 */
export function forbiddenFailures(history: History): Failure[] {
  return history.failures.filter(
    (failure) => !isAllowed(failure, history.faults) && !isOverload(failure, history.reads),
  );
}

/** S3 allows 503 with Retry-After beyond the load that the database carries. They are counted. */
export function overloads(history: History): Failure[] {
  return history.failures.filter(
    (failure) => !isAllowed(failure, history.faults) && isOverload(failure, history.reads),
  );
}

/**
 * After a wait for its turn; or at once where the wait would be too long at the pace of the loads (rule 15), which another read must show that the
 * instance was answering meanwhile.
 */
function isOverload(
  { status, retryAfter, beganAt, at, instance, detail }: Failure,
  reads: readonly Read[],
): boolean {
  if (status !== 503 || !retryAfter) return false;
  if (at - beganAt >= TURNED_AWAY_MS) return true;
  const waits = reads.filter(
    (read) => read.instance === instance && read.beganAt <= at && read.endedAt >= beganAt,
  );
  return OVERLOADED.test(detail) && waits.some((read) => read.endedAt - read.beganAt >= SLOW_LOAD_MS);
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
