import { forbiddenFailures, overloads } from './answers.js';
import { type Excuse, excuseOf } from './excuse.js';
import type { Failure, History, Read, Write } from './history.js';
import { type StaleRead, type Verdict } from './judge.js';
import { percentiles, type Percentiles } from './percentiles.js';
import type { ArchivedRow } from './settlement.js';
import { traceOf } from './trace.js';

/** What the servers said when it was over. */
export interface Ending {
  readonly overlaps: number;
  readonly doubleBooked: readonly string[];
  readonly pendingRows: number;
  /** Acknowledged, and without a row. */
  readonly lostWrites: readonly Write[];
  readonly unexplainedRows: readonly ArchivedRow[];
  /** Lists that were trusted because no event came, and are not the present ones. */
  readonly untrueStreams: readonly string[];
  /** Entries of the cache and rows of the outbox that name a person. */
  readonly persons: number;
  /** How many events the streams reported. */
  readonly events: number;
  /** How many reads showed what the change before had named. */
  readonly confirmedEvents: number;
  /** What the application's own sampler found. */
  readonly inconsistencies: number;
  readonly logs: readonly string[];
  readonly controlMs: Percentiles;
}

export interface FaultLine {
  readonly kind: string;
  readonly times: number;
  readonly reads: number;
  readonly contendedReads: number;
  readonly hits: number;
  readonly writes: number;
  /** Acknowledged although their FORGET was not accepted yet. */
  readonly unforgotten: number;
  /** Committed by a writer that did not live to forget it, or to hand it over: a relay found it. */
  readonly orphaned: number;
  /** Reads older than such a write, and the worst of them. */
  readonly tolerated: number;
  readonly worstToleratedMs: number;
  readonly violations: number;
  readonly readMs: Percentiles;
  readonly writeMs: Percentiles;
}

/** Reads that are older than a write, and allowed to be. */
export interface ExcusedLine {
  readonly excuse: Excuse;
  /** The writes that have this excuse. */
  readonly writes: number;
  /** The reads that needed it. */
  readonly reads: number;
  readonly worstMs: number;
}

/** `persons`: a name, a note or a reason where only ids may be. */
type ViolationKind = 'S0' | 'S1' | 'S2' | 'S3' | 'phantom' | 'streams' | 'persons' | 'outbox';

export interface Report {
  readonly seed: number;
  readonly seconds: number;
  readonly reads: number;
  readonly contendedReads: number;
  readonly hits: number;
  /** Hits among the reads that began right after a write of their key: each could have been stale. */
  readonly contendedHits: number;
  readonly writes: number;
  /** Acknowledged before their FORGET was accepted: S2's, not S1's. */
  readonly unforgotten: number;
  readonly unknownWrites: number;
  /** Sent twice, or together with a request that is refused because of it. */
  readonly twice: number;
  /** Acknowledged by a refusal. */
  readonly byRefusal: number;
  /** Reads that were answered by 304. */
  readonly notModified: number;
  /** Times that the database went back; each counts as a write of every register. */
  readonly restored: number;
  /** What a request took that needs neither Redis nor PostgreSQL. */
  readonly controlMs: Percentiles;
  /** Requests turned away because the machine had too much to do. */
  readonly overloaded: number;
  readonly violations: Readonly<Record<ViolationKind, number>>;
  readonly worstStalenessMs: number;
  readonly worstToleratedMs: number;
  /** The reads that S2 allows, by the reason why S1 does not hold for the write that they miss. */
  readonly excused: readonly ExcusedLine[];
  readonly inconsistencies: number;
  readonly faults: readonly FaultLine[];
  readonly regions: Readonly<Record<string, number>>;
  /** Answers that S3 forbids, each with the faults of its time. */
  readonly failures: readonly (Failure & { readonly during: readonly string[] })[];
  /** The ends of the instances' logs, if an answer was forbidden. */
  readonly logs: readonly string[];
  /** Writes that left no row and rows that no write explains. */
  readonly outbox: readonly (Write | ArchivedRow)[];
  /** Events of streams that readers acted on. */
  readonly events: number;
  readonly confirmedEvents: number;
  readonly untrueStreams: readonly string[];
  readonly trace: readonly string[];
}

/** The aftermath of a fault belongs to it: reads until S2's bound has passed. */
const AFTERMATH_MS = 2500;
const FAILURES_SHOWN = 20;

/** Counts what happened, as a whole and by kind of fault ("no fault": the rest of the time). */
export function reportOf(
  history: History,
  verdict: Verdict,
  ending: Ending,
  run: { readonly seed: number; readonly seconds: number },
): Report {
  const forbidden = forbiddenFailures(history);
  const { violations, tolerated } = verdict;
  const acknowledged = history.writes.filter((write) => write.outcome === 'acknowledged');
  const of = (promise: StaleRead['promise']) =>
    violations.filter((found) => found.promise === promise).length;
  return {
    ...run,
    reads: history.reads.length,
    contendedReads: contendedIn(history),
    hits: hitsIn(history),
    contendedHits: history.reads.filter((read) => read.contended && isHit(read)).length,
    writes: acknowledged.length,
    unforgotten: acknowledged.filter(isUnforgotten).length,
    unknownWrites: history.writes.filter((write) => write.outcome === 'unknown').length,
    twice: history.writes.filter((write) => write.also !== undefined).length,
    byRefusal: acknowledged.filter((write) => write.byRefusal === true).length,
    notModified: history.reads.filter((read) => read.notModified === true).length,
    restored: new Set(
      history.writes.filter((write) => write.isRestored === true).map((write) => write.sentAt),
    ).size,
    controlMs: ending.controlMs,
    overloaded: overloads(history).length,
    violations: {
      S0: ending.overlaps + ending.doubleBooked.length,
      S1: of('S1'),
      S2: of('S2'),
      S3: forbidden.length,
      phantom: of('phantom'),
      streams: ending.untrueStreams.length,
      persons: ending.persons,
      outbox: ending.pendingRows + ending.lostWrites.length + ending.unexplainedRows.length,
    },
    worstStalenessMs: worst(violations),
    worstToleratedMs: worst(tolerated),
    excused: excusedLines(history, tolerated),
    inconsistencies: ending.inconsistencies,
    faults: faultLines(history, verdict),
    regions: countBy(history.reads.map((read) => read.region)),
    failures: forbidden.slice(0, FAILURES_SHOWN).map((failure) => ({
      ...failure,
      during: faultsAt(failure.at, history),
    })),
    logs: forbidden.length === 0 ? [] : ending.logs,
    events: ending.events,
    confirmedEvents: ending.confirmedEvents,
    untrueStreams: ending.untrueStreams.slice(0, FAILURES_SHOWN),
    outbox: [...ending.lostWrites, ...ending.unexplainedRows].slice(0, FAILURES_SHOWN),
    trace: violations[0] === undefined ? [] : traceOf(violations[0], history),
  };
}

/** How many reads were answered from the cache. */
export function hitsIn(history: History): number {
  return history.reads.filter(isHit).length;
}

/** How many reads began right after a write of their key. */
export function contendedIn(history: History): number {
  return history.reads.filter((read) => read.contended).length;
}

function excusedLines(history: History, tolerated: Verdict['tolerated']): ExcusedLine[] {
  const writes = countBy(
    history.writes
      .filter((write) => write.committedAt !== undefined)
      .flatMap((write) => excuseOf(write, history.faults) ?? []),
  );
  return Object.entries(writes).map(([excuse, count]) => {
    const reads = tolerated.filter((found) => found.excuse === excuse);
    return { excuse: excuse as Excuse, writes: count, reads: reads.length, worstMs: worst(reads) };
  });
}

function faultLines(history: History, verdict: Verdict): FaultLine[] {
  const kinds = [...new Set(history.faults.map((fault) => fault.kind))];
  const windows = kinds.map((kind) => ({
    kind,
    spans: history.faults
      .filter((fault) => fault.kind === kind)
      .map((fault) => ({ from: fault.openedAt, until: fault.closedAt + AFTERMATH_MS })),
  }));
  const isIn = (kind: string, instant: number): boolean =>
    windows.some(
      (window) =>
        window.kind === kind && window.spans.some(({ from, until }) => from <= instant && instant <= until),
    );
  const isCalm = (instant: number): boolean => !kinds.some((kind) => isIn(kind, instant));
  const line = (kind: string, times: number, holds: (instant: number) => boolean): FaultLine => {
    const reads = history.reads.filter((read) => holds(read.beganAt));
    const writes = history.writes.filter((write) => write.outcome === 'acknowledged' && holds(write.sentAt));
    const tolerated = verdict.tolerated.filter(({ read }) => holds(read.beganAt));
    return {
      kind,
      times,
      reads: reads.length,
      contendedReads: reads.filter((read) => read.contended).length,
      hits: reads.filter(isHit).length,
      writes: writes.length,
      unforgotten: writes.filter(isUnforgotten).length,
      orphaned: history.writes.filter((write) => isOrphaned(write) && holds(write.sentAt)).length,
      tolerated: tolerated.length,
      worstToleratedMs: worst(tolerated),
      violations: verdict.violations.filter(({ read }) => holds(read.beganAt)).length,
      readMs: percentiles(reads.map((read) => read.endedAt - read.beganAt)),
      writeMs: percentiles(writes.map((write) => write.endedAt - write.sentAt)),
    };
  };
  return [
    line('no fault', 0, isCalm),
    ...windows.map(({ kind, spans }) => line(kind, spans.length, (instant) => isIn(kind, instant))),
  ];
}

function faultsAt(instant: number, history: History): string[] {
  return history.faults
    .filter((fault) => fault.openedAt <= instant && instant <= fault.closedAt + AFTERMATH_MS)
    .map((fault) => fault.kind);
}

function isUnforgotten(write: Write): boolean {
  return (write.forgottenAt ?? Infinity) > write.endedAt;
}

function isOrphaned({ outcome, leftToRelay, handedOver }: Write): boolean {
  return outcome === 'unknown' && leftToRelay === true && handedOver === false;
}

function isHit(read: Read): boolean {
  return read.tier === 'l1' || read.tier === 'hit';
}

function worst(reads: readonly StaleRead[]): number {
  return Math.round(reads.reduce((most, found) => Math.max(most, found.staleMs), 0));
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
