/** Instants are milliseconds on the machine's monotonic clock, which all processes share. */
export interface TortureRead {
  readonly id: number;
  readonly number: number;
  readonly beganAt: number;
}

/** A write that was committed, and whose invalidation the library has confirmed at `at`. */
export interface Acknowledged {
  readonly id: number;
  readonly number: number;
  readonly at: number;
}

export interface NodeHistory {
  readonly reads: readonly TortureRead[];
  readonly writes: readonly Acknowledged[];
  /** Reads and writes that threw. */
  readonly failures: number;
}

export interface Staleness {
  readonly reads: number;
  /** Reads that began within 50 ms of an acknowledgement for the same thing. */
  readonly contended: number;
  /** Reads that showed an older number than one acknowledged before they began. */
  readonly stale: number;
  /** The longest time for which a superseded number was still shown. */
  readonly worstMs: number;
  readonly writes: number;
}

const CONTENDED_MS = 50;

/**
 * Counts the reads that showed an older number than one acknowledged before they began. Not the checker's judge, which needs
 * to know when each write was sent and committed: a library under test reports neither.
 */
export function stalenessOf(histories: readonly NodeHistory[]): Staleness {
  const writes = histories.flatMap((history) => history.writes).toSorted((a, b) => a.at - b.at);
  const byThing = new Map<number, Acknowledged[]>();
  for (const write of writes) byThing.set(write.id, [...(byThing.get(write.id) ?? []), write]);
  let [reads, contended, stale, worstMs] = [0, 0, 0, 0];
  for (const read of histories.flatMap((history) => history.reads)) {
    const before = earlierThan(read.beganAt, byThing.get(read.id) ?? []);
    reads++;
    if (read.beganAt - (before.at(-1)?.at ?? -Infinity) <= CONTENDED_MS) contended++;
    const superseded = before.find(({ number }) => number > read.number);
    if (superseded === undefined) continue;
    stale++;
    worstMs = Math.max(worstMs, read.beganAt - superseded.at);
  }
  return { reads, contended, stale, worstMs, writes: writes.length };
}

function earlierThan(instant: number, ascending: readonly Acknowledged[]): readonly Acknowledged[] {
  const end = ascending.findIndex(({ at }) => at >= instant);
  return end < 0 ? ascending : ascending.slice(0, end);
}
