/**
 * Runs one contender in a process of its own: `burst.process.js <name> <redis url> <namespace>`. Each call returns what its
 * reads came to.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../src/time/durations.js';
import type { BurstOutcome } from './burst.bench.js';
import { thing } from './peers.contender.js';
import { CONTENDERS } from './peers.list.js';
import { Calls } from './process.calls.js';

const CACHED = 20;
const SETTLED_MS = SECOND_MS;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2 * SECOND_MS;

const [name = '', redisUrl = '', namespace = ''] = process.argv.slice(2);
let loads = 0;
const contender = await CONTENDERS[name]?.({
  redisUrl,
  namespace,
  load: async (id) => {
    loads++;
    return thing(id);
  },
});

Calls.with(process, {
  ready: async () => contender !== undefined,
  cold: async (count: number) => outcomeOf(numbered(count)),
  herd: async (count: number) => outcomeOf(Array.from({ length: count }, () => -1)),
  paused,
});

/** Reads all at once, then once more those that were read. */
async function outcomeOf(ids: readonly number[]): Promise<BurstOutcome> {
  const loadsBefore = loads;
  const startedAt = performance.now();
  const failures = await read(ids);
  const ms = performance.now() - startedAt;
  const ofBurst = loads - loadsBefore;
  await sleep(SETTLED_MS);
  for (const id of new Set(ids)) await read([id]);
  const again = loads - loadsBefore - ofBurst;
  return { failures, loads: ofBurst, again, ms, suspensions: contender?.suspensions?.() ?? 0 };
}

/** Reads cached things while this process is paused again and again: shortly before, and when the commands are under way. */
async function paused(count: number): Promise<BurstOutcome> {
  const ids = numbered(CACHED);
  await read(ids);
  await sleep(SETTLED_MS);
  const loadsBefore = loads;
  const startedAt = performance.now();
  let failures = 0;
  for (let turn = 0; turn < count; turn++) {
    const reads = read(ids);
    if (turn % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
    pause(SHORTEST_PAUSE_MS + (turn / count) * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS));
    failures += (await reads) + (await read(ids));
    await sleep(SHORTEST_PAUSE_MS);
  }
  const ms = performance.now() - startedAt;
  const suspensions = contender?.suspensions?.() ?? 0;
  return { failures, loads: loads - loadsBefore, again: 0, ms, suspensions };
}

/** Returns how many of the reads threw. */
async function read(ids: readonly number[]): Promise<number> {
  const outcomes = await Promise.allSettled(ids.map(async (id) => contender?.get(id)));
  return outcomes.filter(({ status }) => status === 'rejected').length;
}

function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, id) => id);
}

/** Blocks the event loop without using the processor. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

process.on('disconnect', () => process.exit());
