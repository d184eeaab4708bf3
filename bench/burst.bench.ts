import { fileURLToPath } from 'node:url';
import { freePort } from '../test/support/free-port.js';
import { numberOf } from './http.bench.js';
import { BenchRedis } from './http.server.js';
import { table } from './measure.js';
import { CalledProcess } from './process.calls.js';
import { report } from './report.js';

const PROCESS = fileURLToPath(new URL('./burst.process.js', import.meta.url));
const CONTENDERS = ['ours', 'bentocache with bus', 'bentocache with bus, no tags'] as const;
const COLD = 5000;
const HERD = 10_000;

/** What the reads of one burst came to. */
export interface BurstOutcome {
  /** Reads that threw. */
  readonly failures: number;
  readonly loads: number;
  /** Loads when the same things were read once more: what was not stored. */
  readonly again: number;
  readonly ms: number;
  /** How often the cache suspended itself; only ours does. */
  readonly suspensions: number;
}

type Call = 'cold' | 'herd' | 'paused';

/** Reads when everything comes at once, and while the process itself stands still. `--pauses 200`. */
export async function benchBurst(options: readonly string[]): Promise<void> {
  const pauses = numberOf(options, '--pauses', 200);
  const redis = await BenchRedis.start(await freePort());
  try {
    await measure(redis, `${COLD} different keys, none cached`, 'cold', COLD);
    await measure(redis, `${HERD} misses of one key`, 'herd', HERD);
    // A pause uses no processor, so that the contenders pause side by side.
    const title = `20 cached keys, ${pauses} pauses of 50 ms to 2 s`;
    const outcomes = CONTENDERS.map(async (name) => outcome(redis, name, 'paused', pauses));
    show(title, await Promise.all(outcomes));
  } finally {
    await redis.stop();
  }
}

async function measure(redis: BenchRedis, title: string, call: Call, count: number): Promise<void> {
  const outcomes: BurstOutcome[] = [];
  for (const name of CONTENDERS) outcomes.push(await outcome(redis, name, call, count));
  show(title, outcomes);
}

async function outcome(
  { url }: BenchRedis,
  name: (typeof CONTENDERS)[number],
  call: Call,
  count: number,
): Promise<BurstOutcome> {
  const contender = await CalledProcess.start(PROCESS, [
    name,
    url,
    `${call}-${name.replaceAll(/\W+/g, '-')}`,
  ]);
  try {
    return await contender.calls.call<BurstOutcome>(call, count);
  } finally {
    await contender.stop();
  }
}

function show(title: string, outcomes: readonly BurstOutcome[]): void {
  const rows = outcomes.map(({ failures, loads, again, ms, suspensions }, index) => [
    CONTENDERS[index] ?? '',
    ...[failures, loads, again, suspensions].map(String),
    ms.toFixed(0),
  ]);
  report(`\n${table([title, 'failed', 'loads', 'loads when read again', 'suspensions', 'ms'], rows)}`);
}
