import { createHash } from 'node:crypto';
import { quantile } from './http.load.js';
import { staleMs } from './workload.judge.js';
import type { WorkloadRun } from './workload.run.js';
import type { Statements } from './workload.statements.js';

/** What one variant came to, the run-in left out. */
export interface Result {
  readonly requests: number;
  readonly reads: number;
  readonly statements: Statements;
  /** Cached methods that really ran: database reads for the sake of an answer. */
  readonly loads: number;
  /** Times that an answer differed from the one before of the same question. */
  readonly changes: number;
  readonly cpuMicros: number;
  readonly readMs: Quantiles;
  readonly writeMs: Quantiles;
  readonly stale: number;
  readonly longestStaleMs: number;
  readonly booked: number;
  readonly taken: number;
  readonly outside: number;
  readonly inconsistencies: number;
  readonly idle: number;
  readonly failures: readonly string[];
}

interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Used {
  readonly statements: Statements;
  readonly loads: number;
  readonly cpuSeconds: number;
  readonly inconsistencies: number;
}

/** @param beganAt of the day itself, `performance.now()` */
export function resultOf(run: WorkloadRun, beganAt: number, used: Used): Result {
  const timed = run.latencies.filter(({ at }) => at >= 0);
  const reads = run.history.reads.filter((read) => read.beganAt >= beganAt);
  const ages = reads.flatMap((read) => staleMs(run.history, read) ?? []);
  return {
    requests: timed.length,
    reads: reads.length,
    statements: used.statements,
    loads: used.loads,
    changes: changes(run, beganAt),
    cpuMicros: (used.cpuSeconds * 1e6) / timed.length,
    readMs: quantiles(timed.flatMap(({ isRead, ms }) => (isRead ? [ms] : []))),
    writeMs: quantiles(timed.flatMap(({ isRead, ms }) => (isRead ? [] : [ms]))),
    stale: ages.length,
    longestStaleMs: Math.max(0, ...ages),
    booked: run.booked.get(201) ?? 0,
    taken: run.booked.get(409) ?? 0,
    outside: run.booked.get(422) ?? 0,
    inconsistencies: used.inconsistencies,
    idle: run.idle,
    failures: run.failures,
  };
}

function quantiles(values: readonly number[]): Quantiles {
  const ascending = values.toSorted((a, b) => a - b);
  const at = (rate: number) => quantile(ascending, rate);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/**
 * How often an answer was another than the last to the same question, or the first to it: what a cache would load that
 * knew of every write whether it changed the answer.
 */
function changes({ history }: WorkloadRun, beganAt: number): number {
  const last = new Map<string, string>();
  let count = 0;
  for (const { question, beganAt: at, text } of history.reads.toSorted((a, b) => a.beganAt - b.beganAt)) {
    const digest = createHash('sha1').update(text).digest('base64');
    if (at >= beganAt && last.get(question.path) !== digest) count++;
    last.set(question.path, digest);
  }
  return count;
}
