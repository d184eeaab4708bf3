import { numberOf } from './http.bench.js';
import { table } from './measure.js';
import { Belongings } from './workload.belongings.js';
import {
  CONSTANT_ROUTE,
  type Counters,
  WorkloadFleet,
  FLEET_SIZE,
  type VariantName,
} from './workload.fleet.js';
import { type Day, planDay } from './workload.plan.js';
import { type Result, resultOf } from './workload.result.js';
import { WorkloadRun } from './workload.run.js';
import { report } from './report.js';

const VARIANTS: Readonly<Record<VariantName, string>> = {
  ours: 'our cache',
  none: 'no cache',
  interceptor: 'CacheInterceptor, no invalidation',
};

const CONTROL_SECONDS = 10;

type Compared = Result & { readonly constantMicros: number };

/**
 * Plays a day of twenty shops in fast motion through two instances: with our cache, without one, and with the interceptor
 * of `@nestjs/cache-manager`. `--seconds 60 --rate 150 --seed 1 --run-in 20`.
 */
export async function benchWorkload(options: readonly string[]): Promise<void> {
  const day: Day = {
    seconds: numberOf(options, '--seconds', 60),
    perSecond: numberOf(options, '--rate', 150),
    seed: numberOf(options, '--seed', 1),
    runInSeconds: numberOf(options, '--run-in', 20),
    instances: FLEET_SIZE,
  };
  const results = new Map<VariantName, Compared>();
  for (const variant of Object.keys(VARIANTS) as VariantName[]) {
    results.set(variant, await measure(variant, day));
  }
  report(`${day.perSecond} requests a second for ${day.seconds} s`);
  report(`(${day.runInSeconds} s before are not counted), ${FLEET_SIZE} instances, seed ${day.seed}.\n`);
  report(tableOf(results));
  report(`\n${loadsTable(results)}`);
  for (const [variant, { idle, inconsistencies, failures }] of results) {
    report(
      `\n${VARIANTS[variant]}: ${idle} clients found nothing to do, ${inconsistencies} inconsistencies,`,
    );
    report(`${failures.length} requests failed${failures.length === 0 ? '' : `: ${failures[0]}`}.`);
  }
}

async function measure(variant: VariantName, day: Day): Promise<Compared> {
  const belongings = new Belongings();
  try {
    const fleet = await WorkloadFleet.start(variant, belongings);
    const actions = planDay(day);
    const run = new WorkloadRun(fleet);
    const originAt = performance.now() + day.runInSeconds * 1000;
    await run.play(
      actions.filter(({ at }) => at < 0),
      originAt,
    );
    const before = await fleet.counters();
    await fleet.statements.reset();
    // Shifted by the delay of the run-in, so that the day begins on time.
    const beganAt = performance.now();
    await run.play(
      actions.filter(({ at }) => at >= 0),
      beganAt,
    );
    const statements = await fleet.statements.count();
    const after = await fleet.counters();
    const constantMicros = await constantRoute(fleet, day.perSecond, after);
    return { ...resultOf(run, beganAt, { statements, before, after }), constantMicros };
  } finally {
    await belongings.release();
  }
}

/** Server CPU of a request for a constant route at that rate, in µs. */
async function constantRoute(fleet: WorkloadFleet, perSecond: number, before: Counters): Promise<number> {
  await fleet.ask(CONSTANT_ROUTE, { perSecond, seconds: CONTROL_SECONDS });
  const { cpuSeconds } = await fleet.counters();
  return ((cpuSeconds - before.cpuSeconds) * 1e6) / (perSecond * CONTROL_SECONDS);
}

function tableOf(results: ReadonlyMap<VariantName, Compared>): string {
  const all = [...results.values()];
  const without = results.get('none');
  const count = (value: number) => value.toLocaleString('en');
  const fewer = (value: number, of: number | undefined) =>
    `${(100 * (1 - value / (of ?? Number.NaN))).toFixed(1)} %`;
  const ms = (each: { p50: number; p95: number; p99: number }) =>
    [each.p50, each.p95, each.p99].map((value) => value.toFixed(1)).join(' / ');
  const row = (name: string, cell: (result: Compared) => string) => [name, ...all.map(cell)];
  return table(
    ['', ...[...results.keys()].map((variant) => VARIANTS[variant])],
    [
      row('requests', (result) => count(result.requests)),
      row('of them reads', (result) => count(result.reads)),
      row('database statements (pg_stat_statements)', (result) => count(result.statements.all)),
      row('of them SELECT', (result) => count(result.statements.reads)),
      row('fewer SELECT than without', (result) => fewer(result.statements.reads, without?.statements.reads)),
      row('database reads for answers (loads)', (result) => count(result.loads)),
      row('fewer than without', (result) => fewer(result.loads, without?.loads)),
      row('database time, ms', (result) => count(Math.round(result.statements.ms))),
      row('reads, p50 / p95 / p99 ms', (result) => ms(result.readMs)),
      row('writes, p50 / p95 / p99 ms', (result) => ms(result.writeMs)),
      row('server CPU, µs a request', (result) => count(Math.round(result.cpuMicros))),
      row('of it for a constant route', (result) => count(Math.round(result.constantMicros))),
      row('stale answers', (result) => count(result.stale)),
      row('the longest stale, s', (result) => (result.longestStaleMs / 1000).toFixed(1)),
      row('answers that were new or had changed', (result) => count(result.changes)),
      row('bookings made', (result) => count(result.booked)),
      row('losers: 409', (result) => count(result.taken)),
      row('refused: 422', (result) => count(result.outside)),
    ],
  );
}

/** The loads by kind of read, beside those that every cache without stale answers needs. */
function loadsTable(results: ReadonlyMap<VariantName, Compared>): string {
  const needed = new Map(results.get('none')?.byView.map(({ view, changes }) => [view, changes]));
  const rows = results
    .get('ours')
    ?.byView.map(({ view, reads, loads, inVain, bypasses }) => [
      view,
      ...[reads, loads, needed.get(view) ?? 0, inVain, bypasses].map(String),
    ]);
  const columns = ['reads', 'loads', 'new or changed answers', 'missed though unchanged', 'past the cache'];
  return table(['our cache, by kind of read', ...columns], rows ?? []);
}
