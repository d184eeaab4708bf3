import { quantile } from './http.load.js';
import { type Counters, VIEWS } from './workload.fleet.js';
import type { WorkloadRead } from './workload.history.js';
import { staleMs } from './workload.staleness.js';
import type { ReadKind } from './workload.plan.js';
import type { WorkloadRun } from './workload.run.js';
import type { Statements } from './workload.statements.js';

/** The results of one variant, without the run-in. */
export interface Result {
  readonly requests: number;
  readonly reads: number;
  readonly statements: Statements;
  readonly loads: number;
  /** How often an answer differed from the previous one to the same query. */
  readonly changes: number;
  readonly byView: readonly ViewResult[];
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

export interface ViewResult {
  readonly view: ReadKind;
  readonly reads: number;
  readonly loads: number;
  readonly changes: number;
  /** Misses whose answer was that of the previous read: what they depend on was forgotten, and they had not changed. */
  readonly inVain: number;
  /** Answered past the cache, as while it is suspended. */
  readonly bypasses: number;
}

interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Used {
  readonly statements: Statements;
  readonly before: Counters;
  readonly after: Counters;
}

/** @param beganAt start of the day itself, by `performance.now()` */
export function resultOf(run: WorkloadRun, beganAt: number, { statements, before, after }: Used): Result {
  const timed = run.latencies.filter(({ at }) => at >= 0);
  const reads = run.history.reads.filter((read) => read.beganAt >= beganAt);
  const ages = reads.flatMap((read) => staleMs(run.history, read) ?? []);
  const changed = readsOfChanges(run, beganAt);
  const byView = VIEWS.map((view): ViewResult => {
    const own = reads.filter(({ question }) => question.view === view);
    const missed = own.filter(({ cacheStatus }) => cacheStatus.includes('fwd=miss; stored'));
    return {
      view,
      reads: own.length,
      loads: (after.loads.get(view) ?? 0) - (before.loads.get(view) ?? 0),
      changes: own.filter((read) => changed.has(read)).length,
      inVain: missed.filter((read) => !changed.has(read)).length,
      bypasses: own.filter(({ cacheStatus }) => cacheStatus.includes('fwd=bypass')).length,
    };
  });
  return {
    requests: timed.length,
    reads: reads.length,
    statements,
    loads: byView.reduce((sum, { loads }) => sum + loads, 0),
    changes: changed.size,
    byView,
    cpuMicros: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / timed.length,
    readMs: quantiles(timed.flatMap(({ isRead, ms }) => (isRead ? [ms] : []))),
    writeMs: quantiles(timed.flatMap(({ isRead, ms }) => (isRead ? [] : [ms]))),
    stale: ages.length,
    longestStaleMs: Math.max(0, ...ages),
    booked: run.booked.get(201) ?? 0,
    taken: run.booked.get(409) ?? 0,
    outside: run.booked.get(422) ?? 0,
    inconsistencies: after.inconsistencies,
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
 * The reads whose answer was new or differed from the previous one: the loads of an ideal cache, which knows of every write
 * whether it changes an answer.
 */
function readsOfChanges({ history }: WorkloadRun, beganAt: number): Set<WorkloadRead> {
  const last = new Map<string, string>();
  const changed = new Set<WorkloadRead>();
  for (const read of history.reads.toSorted((a, b) => a.beganAt - b.beganAt)) {
    const { question, beganAt: at, text } = read;
    if (at >= beganAt && last.get(question.path) !== text) changed.add(read);
    last.set(question.path, text);
  }
  return changed;
}
