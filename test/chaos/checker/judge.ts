import { deadlines } from './deadline.js';
import type { History, Observation, Read, Write } from './history.js';

/** A read that is older than `since`, or that shows a value that was never written. */
export interface StaleRead {
  readonly promise: 'S1' | 'S2' | 'phantom';
  readonly read: Read;
  readonly seen: Observation;
  readonly since?: Write;
  /** How long after that write was acknowledged (or, never answered, forgotten) the read began. */
  readonly staleMs: number;
}

export interface Verdict {
  readonly violations: StaleRead[];
  /** Older than an acknowledged write whose FORGET was not accepted, within S2's bound: allowed, and counted. */
  readonly tolerated: StaleRead[];
}

/** One lease (rule 9) and its extra millisecond. */
const LEASE_MS = 26;
/** `done_at` is read from the database's clock, in a transaction that commits a little later. */
const CLOCK_ERROR_MS = 20;

/**
 * Checks that every register behaves as a regular register does: a read shows the last write acknowledged before it
 * began, or one that was under way while it ran, and never a value that no writer had sent.
 *
 * The history must be settled: each write knows whether it committed and when its FORGET was accepted.
 */
export function judge(history: History): Verdict {
  const deadline = deadlines(history.faults);
  const registers = new Map<string, Version[]>();
  for (const write of history.writes) {
    if (write.committedAt === undefined) continue;
    const list = registers.get(write.register) ?? [];
    list.push({ write, ...demandOf(write, deadline) });
    registers.set(write.register, list);
  }
  for (const versions of registers.values()) versions.sort((a, b) => a.write.seq - b.write.seq);
  const verdict: Verdict = { violations: [], tolerated: [] };
  for (const read of history.reads) {
    for (const seen of read.seen) {
      const found = judgeObservation(read, seen, registers.get(seen.register) ?? []);
      if (found !== undefined) verdict[found.tolerated ? 'tolerated' : 'violations'].push(found.stale);
    }
  }
  return verdict;
}

/** A committed write, and from when on a read must show it: by the plain meaning of stale, by S1, by S2. */
interface Version {
  readonly write: Write;
  readonly acknowledged: number;
  readonly s1: number;
  readonly s2: number;
}

function demandOf(write: Write, deadline: (from: number) => number): Omit<Version, 'write'> {
  const acknowledged = write.outcome === 'acknowledged' ? write.endedAt : Infinity;
  const forgottenAt = write.forgottenAt ?? Infinity;
  const committedAt = write.committedAt ?? Infinity;
  // The writer waits for its FORGET and a lease before it answers, and so must an instance that answers the same request without
  // having written: that the row was done after the answer is no excuse. Where it was left to a relay, FORGET was not
  // accepted in time; the relay answers no client, so the lease is added here.
  const byWriter = forgottenAt < Infinity && write.leftToRelay !== true;
  const onlyForgotten = forgottenAt + LEASE_MS + CLOCK_ERROR_MS;
  const s1 = acknowledged === Infinity ? onlyForgotten : Math.max(acknowledged, byWriter ? 0 : onlyForgotten);
  return { acknowledged, s1, s2: deadline(Math.max(write.endedAt, committedAt)) };
}

function judgeObservation(
  read: Read,
  seen: Observation,
  versions: readonly Version[],
): { stale: StaleRead; tolerated: boolean } | undefined {
  let index = sentBy(read.endedAt, versions) - 1;
  while (index >= 0 && versions[index]?.write.views[seen.view] !== seen.value) index--;
  if (index < 0) return { stale: { promise: 'phantom', read, seen, staleMs: 0 }, tolerated: false };
  let tolerated: StaleRead | undefined;
  for (const version of versions.slice(index + 1, sentBy(read.beganAt, versions))) {
    const since = version.write;
    const staleMs = read.beganAt - Math.min(version.acknowledged, version.s1, version.s2);
    const stale = { read, seen, since, staleMs };
    if (version.s1 <= read.beganAt) return { stale: { promise: 'S1', ...stale }, tolerated: false };
    if (version.s2 <= read.beganAt) return { stale: { promise: 'S2', ...stale }, tolerated: false };
    if (version.acknowledged <= read.beganAt) tolerated ??= { promise: 'S2', ...stale };
  }
  return tolerated && { stale: tolerated, tolerated: true };
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
