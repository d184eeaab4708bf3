import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { freePort } from '../test/support/free-port.js';
import { numberOf } from './http.bench.js';
import { BenchRedis } from './http.server.js';
import { median, table } from './measure.js';
import { IN_MEMORY, ON_REDIS } from './peers.list.js';
import type { HitsWanted, Latency, OpenLoopPace } from './peers.measures.js';
import { CalledProcess } from './process.calls.js';
import { redisCounters } from './redis.counters.js';
import { report } from './report.js';

const PROCESS = fileURLToPath(new URL('./peers.process.js', import.meta.url));
const KEYS = 96;
const READERS = 16;
const HERD = 1000;
const HERDS = 11;
const PACE_SECONDS = 3;

/** A contender and its results. */
interface Runner {
  readonly name: string;
  readonly process: CalledProcess;
  readonly cpu: number[];
  readonly redisCpu: number[];
  readonly p50: number[];
  readonly p99: number[];
}

/**
 * Compares our engine with other caching libraries: the same loads, each library in a process of its own, on one Redis, in
 * alternating rounds. `--rounds 7 --hits 60000 --rate 2000`.
 */
export async function benchPeers(options: readonly string[]): Promise<void> {
  const rounds = numberOf(options, '--rounds', 7);
  const hits = numberOf(options, '--hits', 60_000);
  const rate = numberOf(options, '--rate', 2000);
  const redis = await BenchRedis.start(await freePort());
  const admin = new Redis(redis.url);
  try {
    report(`Medians of ${rounds} rounds; ${READERS} readers, ${KEYS} keys, four tags.`);
    report(`p50 and p99 at ${rate} reads a second, open loop, ${PACE_SECONDS} s a round.`);
    await benchHits('a hit in Redis', ON_REDIS, { admin, url: redis.url, rounds, hits, rate });
    await benchHits('a hit in memory', IN_MEMORY, { admin, url: redis.url, rounds, hits: hits * 10, rate });
    await benchHerds([...ON_REDIS, ...IN_MEMORY], redis.url);
  } finally {
    admin.disconnect();
    await redis.stop();
  }
}

interface HitsRun {
  readonly admin: Redis;
  readonly url: string;
  readonly rounds: number;
  readonly hits: number;
  readonly rate: number;
}

async function benchHits(title: string, names: readonly string[], run: HitsRun): Promise<void> {
  const runners: Runner[] = [];
  try {
    for (const name of names) {
      const process = await started(name, run.url);
      runners.push({ name, process, cpu: [], redisCpu: [], p50: [], p99: [] });
      await process.calls.call('warm', KEYS);
    }
    for (let round = -1; round < run.rounds; round++) {
      for (let index = 0; index < runners.length; index++) {
        await oneRound(runners[(index + round + 1) % runners.length] as Runner, run, round < 0);
      }
    }
    const rows: (string | number)[][] = [];
    for (const { name, process, cpu, redisCpu, p50, p99 } of runners) {
      const { commands, reads } = await asked(process, run.admin);
      rows.push([name, median(cpu), median(redisCpu), commands, reads, median(p50), median(p99)]);
    }
    const head = ['CPU, µs', 'CPU of Redis, µs', 'commands', 'round trips', 'p50, ms', 'p99, ms'];
    report(`\n${table([title, ...head], rows)}`);
  } finally {
    await Promise.all(runners.map(async ({ process }) => process.stop()));
  }
}

async function oneRound(runner: Runner, run: HitsRun, warmsUp: boolean): Promise<void> {
  const { calls } = runner.process;
  const before = await redisCounters(run.admin);
  const cpu = await calls.call<number>('cpuPerHit', wanted(run.hits, READERS));
  const after = await redisCounters(run.admin);
  const pace: OpenLoopPace = { perSecond: run.rate, seconds: PACE_SECONDS, keys: KEYS };
  if (warmsUp) return;
  const { p50, p99 } = await calls.call<Latency>('latencyAtPace', pace);
  runner.cpu.push(cpu);
  runner.redisCpu.push((after.cpuMicros - before.cpuMicros) / run.hits);
  runner.p50.push(p50);
  runner.p99.push(p99);
}

/** The commands and round trips of one hit, by a reader that waits for each. */
async function asked(process: CalledProcess, admin: Redis): Promise<{ commands: number; reads: number }> {
  const hits = 5000;
  const before = await redisCounters(admin);
  await process.calls.call('cpuPerHit', wanted(hits, 1));
  const after = await redisCounters(admin);
  return {
    commands: (after.commands - before.commands) / hits,
    reads: (after.reads - before.reads) / hits,
  };
}

/** Counts the loads that simultaneous misses of one key cause, in one process and in two that begin together. */
async function benchHerds(names: readonly string[], url: string): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const name of names) {
    const both = await Promise.all([started(name, url), started(name, url)]);
    const [alone, together]: [number[], number[]] = [[], []];
    try {
      for (const { calls } of both) await calls.call('warm', 1);
      for (let id = -1; id >= -HERDS; id--) {
        alone.push(await herds(both.slice(1), id));
        together.push(await herds(both, id - HERDS));
      }
    } finally {
      await Promise.all(both.map(async (process) => process.stop()));
    }
    rows.push([name, ...[alone, together].map((all) => `${median(all)}, at most ${Math.max(...all)}`)]);
  }
  const title = `loads for ${HERD} misses of one key, median of ${HERDS}`;
  report(`\n${table([title, 'one process', 'two processes'], rows)}`);
}

async function herds(processes: readonly CalledProcess[], id: number): Promise<number> {
  const herd = { id, size: HERD / processes.length };
  const loads = await Promise.all(processes.map(async ({ calls }) => calls.call<number>('herd', herd)));
  return loads.reduce((sum, each) => sum + each, 0);
}

async function started(name: string, url: string): Promise<CalledProcess> {
  return CalledProcess.start(PROCESS, [name, url, name.replaceAll(/\W+/g, '-')]);
}

function wanted(hits: number, readers: number): HitsWanted {
  return { hits, readers, keys: KEYS };
}
