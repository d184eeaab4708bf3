import { type Deadline, deadlines } from './deadline.js';
import { type Excuse, excuseOf } from './excuse.js';
import type { Fault, History, Observation, Read, Write } from './history.js';

/** A read that is older than `since`, or that shows a value that was never written. */
export interface StaleRead {
  readonly promise: 'S1' | 'S2' | 'phantom';
  readonly read: Read;
  readonly seen: Observation;
  readonly since?: Write;
  /** How long after that write was acknowledged (or, never answered, forgotten) the read began. */
  readonly staleMs: number;
}

/** Older than a write whose FORGET was not accepted, within S2's bound: allowed, and counted. */
export interface ExcusedRead extends StaleRead {
  readonly excuse: Excuse;
}

export interface Verdict {
  readonly violations: StaleRead[];
  readonly tolerated: ExcusedRead[];
}

/** One lease (rule 9) and its extra millisecond, on a clock that runs as fast as the clients'. */
export const WAIT_MS = 26;
/** `done_at` is read from the database's clock, in a transaction that commits a little later. */
const CLOCK_ERROR_MS = 20;

/**
 * Checks that every register behaves as a regular register does: a read shows the last write acknowledged before it
 * began, or one that was under way while it ran, and never a value that no writer had sent.
 *
 * The history must be settled: each write knows whether it committed and when its FORGET was accepted.
 * @param leaseMs how long an instance may serve from memory what a relay has forgotten: a lease on the instances' clock, in
 * milliseconds of the clients' one. An acknowledged write gets none: its writer has waited for it.
 */
export function judge(history: History, leaseMs = WAIT_MS): Verdict {
  const demandOf = demands(history.faults, leaseMs);
  const registers = new Map<string, Version[]>();
  for (const write of history.writes) {
    if (write.committedAt === undefined) continue;
    const list = registers.get(write.register) ?? [];
    list.push(demandOf(write));
    registers.set(write.register, list);
  }
  for (const versions of registers.values()) versions.sort((a, b) => a.write.seq - b.write.seq);
  const verdict: Verdict = { violations: [], tolerated: [] };
  const isDuringRestore = restoresOf(history);
  for (const read of history.reads) {
    for (const seen of read.seen) {
      const found = judgeObservation(read, seen, registers.get(seen.register) ?? []);
      if (found === undefined) continue;
      if (found.promise !== 'phantom' && isDuringRestore(read)) continue;
      if ('excuse' in found) verdict.tolerated.push(found);
      else verdict.violations.push(found);
    }
  }
  return verdict;
}

/**
 * Whether a read ran while the database was brought back. `pg_restore` commits one table after the other: what is loaded meanwhile is a state of
 * the database, which no write of one register made.
 */
function restoresOf({ writes }: History): (read: Read) => boolean {
  const restored = writes.filter(({ isRestored }) => isRestored === true);
  const restores = [...new Map(restored.map((write) => [write.sentAt, write])).values()];
  return (read) => restores.some(({ sentAt, endedAt }) => read.beganAt < endedAt && read.endedAt > sentAt);
}

/** A committed write, and from when on a read must show it: by the plain meaning of stale, by S1, by S2. */
interface Version {
  readonly write: Write;
  /** When a client knew of it: from then on an older read is at least excused. */
  readonly known: number;
  readonly s1: number;
  readonly s2: number;
  readonly excuse: Excuse | undefined;
}

function demands(faults: readonly Fault[], leaseMs: number): (write: Write) => Version {
  const ofServers = deadlines(faults);
  const ofInstances = deadlines(faults, ['redis', 'postgres', 'application']);
  return (write) => {
    const excuse = excuseOf(write, faults);
    const isAcknowledged = write.outcome === 'acknowledged';
    const byRelay = (write.forgottenAt ?? Infinity) + leaseMs + CLOCK_ERROR_MS;
    // The writer waits for its FORGET and a lease before it answers, and so must an instance that answers the same request without
    // having written: that the row was done after the answer is no excuse. Where FORGET was not accepted, a relay forgets;
    // it answers no client, so the lease is added here.
    const s1 = excuse === undefined ? write.endedAt : Math.max(isAcknowledged ? write.endedAt : 0, byRelay);
    return { write, known: knownAt(write), s1, s2: boundOf(write, ofServers, ofInstances), excuse };
  };
}

/** When the change was known to be made: by the answer, or else by the database. */
function knownAt({ outcome, endedAt, committedAt = Infinity }: Write): number {
  if (outcome === 'acknowledged') return endedAt;
  return outcome === 'unannounced' ? Math.max(endedAt, committedAt) : committedAt;
}

/** Two seconds from then. A writer that never answered may have been frozen before its COMMIT, so its instance must be there. */
function boundOf(write: Write, ofServers: Deadline, ofInstances: Deadline): number {
  return write.outcome === 'acknowledged' || write.outcome === 'unannounced'
    ? ofServers(knownAt(write))
    : ofInstances(knownAt(write));
}

function judgeObservation(
  read: Read,
  seen: Observation,
  versions: readonly Version[],
): StaleRead | ExcusedRead | undefined {
  let index = sentBy(read.endedAt, versions) - 1;
  while (index >= 0 && versions[index]?.write.views[seen.view] !== seen.value) index--;
  if (index < 0) return { promise: 'phantom', read, seen, staleMs: 0 };
  let excused: ExcusedRead | undefined;
  for (const version of versions.slice(index + 1, sentBy(read.beganAt, versions))) {
    const { write: since, known, s1, s2, excuse } = version;
    const stale = { read, seen, since, staleMs: read.beganAt - Math.min(known, s1, s2) };
    if (s1 <= read.beganAt) return { promise: 'S1', ...stale };
    if (s2 <= read.beganAt) return { promise: 'S2', ...stale };
    if (known <= read.beganAt && excuse !== undefined) excused ??= { promise: 'S2', ...stale, excuse };
  }
  return excused;
}

/** How many versions had been sent by an instant. */
function sentBy(instant: number, versions: readonly Version[]): number {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((versions[middle]?.write.sentAt ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
