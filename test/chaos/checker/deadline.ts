import { SECOND_MS } from '../../../src/time/durations.js';
import type { Fault } from './history.js';

/** S2: staleness ends within this time of Redis and PostgreSQL being reachable. */
const BOUND_MS = 2 * SECOND_MS;

/** What a server needs after its fault was lifted before it answers again (loading, recovery). */
const RECOVERY_MS = 500;

/** From the instant at which a write is known of to the instant from which every read must show it. */
export type Deadline = (from: number) => number;

/**
 * S2 as a function: the deadline is the end of the first two seconds during which Redis and PostgreSQL were reachable
 * throughout.
 * @param needed what else has to be there for these two seconds: the instance, for a write that has not been answered
 */
export function deadlines(faults: readonly Fault[], needed: Fault['away'] = ['redis', 'postgres']): Deadline {
  const outages = faults
    .filter((fault) => fault.away.some((server) => needed.includes(server)))
    .map((fault) => ({ from: fault.openedAt, until: fault.closedAt + RECOVERY_MS }))
    .toSorted((a, b) => a.from - b.from);
  return (from) => {
    let reachable = from;
    for (const outage of outages) {
      if (outage.from >= reachable + BOUND_MS) break;
      reachable = Math.max(reachable, outage.until);
    }
    return reachable + BOUND_MS;
  };
}
