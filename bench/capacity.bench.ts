import { numberOf } from './http.bench.js';
import { type LoadRequest, quantile } from './http.load.js';
import { type CpuMicros, CpuMeter } from './capacity.cpu.js';
import { table } from './measure.js';
import { report } from './report.js';
import { Belongings } from './workload.belongings.js';
import { CONSTANT_ROUTE, WorkloadFleet, type VariantName } from './workload.fleet.js';
import { planDay } from './workload.plan.js';
import { WorkloadRun } from './workload.run.js';

/** A rate is carried while the 99th percentile of the reads is below this, and nothing fails. */
const LIMIT_MS = 50;
const FIRST_RATE = 50;
const WARM_UP_RATE = 300;
const WARM_UP_SECONDS = 60;
const GROWTH = 2;
const BISECTIONS = 3;
const SHARES = [0.25, 0.5, 0.9];
const READS_IN_TURN = 2000;

interface Probe {
  readonly requests: number;
  readonly failures: number;
  readonly readP99: number;
  /** `null`: nothing was written. */
  readonly writeP99: number | null;
}

interface Load {
  readonly name: string;
  run(fleet: WorkloadFleet, perSecond: number, seconds: number): Promise<Probe>;
}

const LOADS: readonly Load[] = [
  { name: 'reads only', run: readsOnly },
  { name: "the day's mix", run: mixOfTheDay },
];
const CACHES: readonly (readonly [VariantName, string])[] = [
  ['none', 'without'],
  ['ours', 'with'],
];

/**
 * The highest rate of requests at which the 99th percentile of reads stays under 50 ms, with the cache and without, by one and two
 * instances; and the processor time of a request at shares of that rate. `--seconds 4`, of one rate; `--instances 2`, at most.
 */
export async function benchCapacity(options: readonly string[]): Promise<void> {
  const seconds = numberOf(options, '--seconds', 4);
  const most = numberOf(options, '--instances', 2);
  const rates: (string | number)[][] = [];
  const costs: (string | number)[][] = [];
  for (const load of LOADS) {
    for (const instances of [1, 2].filter((count) => count <= most)) {
      const found: number[] = [];
      let ceiling = 0;
      for (const [variant, name] of CACHES) {
        const label = [load.name, `${instances}`, name];
        const belongings = new Belongings();
        try {
          const fleet = await WorkloadFleet.start(variant, belongings, instances);
          const meter = await CpuMeter.open(fleet, belongings);
          // Fills the cache, and lets V8 compile the code: a request takes half as long after 15,000 as after 1,500.
          await load.run(fleet, WARM_UP_RATE, WARM_UP_SECONDS);
          const highest = await highestRate(async (rate) => load.run(fleet, rate, seconds));
          found.push(highest);
          if (variant === 'ours')
            ceiling = await highestRate(async (rate) => readsOf(CONSTANT_ROUTE, fleet, rate, seconds));
          for (const share of highest === 0 ? [] : SHARES) {
            const rate = Math.round(highest * share);
            costs.push([...label, share * 100, rate, ...(await costOf(load, fleet, meter, rate, seconds))]);
          }
        } finally {
          await belongings.release();
        }
      }
      const [without = NaN, withCache = NaN] = found;
      rates.push([load.name, `${instances}`, without, withCache, withCache / without, ceiling]);
    }
  }
  report(`Highest rates, by steps of ${seconds} s.\n`);
  const columns = ['without the cache, /s', 'with it, /s', 'ratio', 'a constant route, /s'];
  report(table(['load', 'instances', ...columns], rates));
  const parts = [
    'reads, p99 ms',
    'writes, p99 ms',
    'Node, µs',
    'a constant route, µs',
    'PostgreSQL, µs',
    'Redis, µs',
  ];
  report(`\n${table(['load', 'instances', 'cache', '% of the highest', 'rate, /s', ...parts], costs)}`);
}

/** Grows until a rate is not carried twice, then bisects. 0 if the first is not. */
async function highestRate(probe: (perSecond: number) => Promise<Probe>): Promise<number> {
  const isCarried = async (rate: number) => {
    for (let attempt = 0; attempt < 2; attempt++) {
      const { failures, readP99 } = await probe(rate);
      if (failures === 0 && readP99 < LIMIT_MS) return true;
    }
    return false;
  };
  let carried = 0;
  let next = FIRST_RATE;
  while (await isCarried(next)) {
    carried = next;
    next = Math.round(next * GROWTH);
  }
  let above = next;
  for (let step = 0; step < BISECTIONS && carried > 0; step++) {
    const between = Math.round((carried + above) / 2);
    if (await isCarried(between)) carried = between;
    else above = between;
  }
  return carried;
}

/** Latencies, and microseconds a request of each kind of server, beside those of Node for a constant route at the same rate. */
async function costOf(
  load: Load,
  fleet: WorkloadFleet,
  meter: CpuMeter,
  rate: number,
  seconds: number,
): Promise<readonly (string | number)[]> {
  const before = await meter.read();
  const { requests, readP99, writeP99 } = await load.run(fleet, rate, seconds);
  const after = await meter.read();
  const control = await readsOf(CONSTANT_ROUTE, fleet, rate, seconds);
  const afterControl = await meter.read();
  const each = (server: keyof CpuMicros) => (after[server] - before[server]) / requests;
  const constant = (afterControl.node - after.node) / control.requests;
  return [readP99, writeP99 ?? '-', each('node'), constant, each('postgres'), each('redis')];
}

async function readsOnly(fleet: WorkloadFleet, perSecond: number, seconds: number): Promise<Probe> {
  const day = { seed: 1, seconds: READS_IN_TURN, perSecond: 1, runInSeconds: 0, instances: 1 };
  const questions = planDay(day).flatMap((action): LoadRequest[] => {
    if (action.kind !== 'read') return [];
    const { path, isStaff } = action.question;
    return [
      {
        path: `/api/v1/${path}`,
        ...(isStaff ? { headers: { authorization: `Bearer ${fleet.staff}` } } : {}),
      },
    ];
  });
  return readsOf(questions, fleet, perSecond, seconds);
}

async function readsOf(
  questions: readonly LoadRequest[],
  fleet: WorkloadFleet,
  perSecond: number,
  seconds: number,
): Promise<Probe> {
  const runs = await fleet.ask(questions, { perSecond, seconds });
  const latencies = runs.flatMap((run) => run.latencies).toSorted((a, b) => a - b);
  return {
    requests: latencies.length,
    failures: runs.reduce((sum, { refused }) => sum + refused, 0),
    readP99: quantile(latencies, 0.99),
    writeP99: null,
  };
}

let seed = 1;

async function mixOfTheDay(fleet: WorkloadFleet, perSecond: number, seconds: number): Promise<Probe> {
  const run = new WorkloadRun(fleet);
  const day = { seed: seed++, seconds, perSecond, runInSeconds: 0, instances: fleet.servers.length };
  await run.play(planDay(day), performance.now());
  const p99 = (isRead: boolean) => {
    const ms = run.latencies.filter((each) => each.isRead === isRead).map((each) => each.ms);
    return quantile(
      ms.toSorted((a, b) => a - b),
      0.99,
    );
  };
  return {
    requests: run.latencies.length,
    failures: run.failures.length,
    readP99: p99(true),
    writeP99: p99(false),
  };
}
