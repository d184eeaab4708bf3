import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { SECOND_MS } from '../src/time/durations.js';
import { freePort } from '../test/support/free-port.js';
import { numberOf } from './http.bench.js';
import { BenchRedis } from './http.server.js';
import { table } from './measure.js';
import { FOR_SEVERAL_PROCESSES } from './peers.list.js';
import { CalledProcess } from './process.calls.js';
import { Authority } from './torture.authority.js';
import { stalenessOf, type NodeHistory, type Staleness } from './torture.staleness.js';
import { report } from './report.js';

const PROCESS = fileURLToPath(new URL('./torture.process.js', import.meta.url));
const NODES = 3;
const EVICT_EVERY_MS = 20;
const FLUSH_EVERY_MS = 2 * SECOND_MS;

/**
 * Counts stale reads: three processes read and write a dozen things while Redis loses random keys and, every two seconds,
 * all of them. Each contender is invalidated in its library's own way. `--seconds 20`.
 */
export async function benchTorture(options: readonly string[]): Promise<void> {
  const seconds = numberOf(options, '--seconds', 20);
  report(`${NODES} processes, ${seconds} s each.\n`);
  const rows: (string | number)[][] = [];
  for (const name of FOR_SEVERAL_PROCESSES) {
    const { reads, contended, stale, worstMs, writes, loads, failures } = await tortured(name, seconds);
    const percent = `${((stale / reads) * 100).toFixed(2)} %`;
    const counts = [reads, contended, writes, loads, failures, stale].map(String);
    rows.push([name, ...counts, percent, worstMs.toFixed(0)]);
  }
  const head = ['reads', 'contended', 'writes', 'loads', 'failed', 'stale reads', 'of all', 'worst, ms'];
  report(table(['', ...head], rows));
}

async function tortured(
  name: string,
  seconds: number,
): Promise<Staleness & { readonly loads: number; readonly failures: number }> {
  const redis = await BenchRedis.start(await freePort());
  const admin = new Redis(redis.url);
  const authority = new Authority();
  const handlers = {
    load: async (id: number) => authority.load(id),
    write: async (id: number) => authority.write(id),
  };
  const nodes: CalledProcess[] = [];
  try {
    for (let index = 0; index < NODES; index++) {
      nodes.push(await CalledProcess.start(PROCESS, [name, redis.url], handlers));
    }
    const over = new AbortController();
    const faults = loseKeys(admin, over.signal);
    const histories = await Promise.all(
      nodes.map(async ({ calls }) => calls.call<NodeHistory>('run', seconds)),
    );
    over.abort();
    await faults;
    const failures = histories.reduce((sum, history) => sum + history.failures, 0);
    return { ...stalenessOf(histories), loads: authority.loads, failures };
  } finally {
    await Promise.all(nodes.map(async (node) => node.stop()));
    admin.disconnect();
    await redis.stop();
  }
}

/** Evicts random keys, as a full Redis does with `allkeys-random`, and flushes all of them, as an operator may. */
async function loseKeys(admin: Redis, signal: AbortSignal): Promise<void> {
  let flushAt = performance.now() + FLUSH_EVERY_MS;
  while (!signal.aborted) {
    await sleep(EVICT_EVERY_MS);
    const key = await admin.randomkey();
    if (key !== null) await admin.unlink(key);
    if (performance.now() < flushAt) continue;
    await admin.flushall();
    flushAt += FLUSH_EVERY_MS;
  }
}
