import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../test/support/free-port.js';
import { numberOf, sixteen, slots } from './http.bench.js';
import { closedLoop, type LoadRequest } from './http.load.js';
import { BenchRedis, BenchServer, MAIN } from './http.server.js';
import { table } from './measure.js';
import { type Profile, selfTimes } from './profile.places.js';
import { openScratchDatabase } from './scratch-database.js';
import { report } from './report.js';

const WARM_UP = 10_000;

interface Profiled {
  readonly requests: number;
  /** Microseconds by place, all requests together. */
  readonly byPlace: ReadonlyMap<string, number>;
}

/**
 * Breaks the CPU time of a request down with V8's profiler: each hook, guard and pipe, and the framework.
 * `--requests 20000`. The profiler adds to it: the sum exceeds what `-- http` measures.
 */
export async function benchProfile(options: readonly string[]): Promise<void> {
  const requests = numberOf(options, '--requests', 20_000);
  const scratch = await openScratchDatabase();
  const redis = await BenchRedis.start(await freePort());
  try {
    const environment = { DATABASE_URL: scratch.url, REDIS_URL: redis.url };
    const withoutL1 = { ...environment, CACHE_L1_MAX_BYTES: '0' };
    const found: readonly (readonly [string, Profiled])[] = [
      [
        'constant route',
        await profiled(
          environment,
          sixteen(() => '/health/live'),
          requests,
        ),
      ],
      [
        'L1 hit',
        await profiled(
          environment,
          sixteen(() => slots(1)),
          requests,
        ),
      ],
      [
        'Redis hit',
        await profiled(
          withoutL1,
          sixteen((index) => slots(1 + index)),
          requests,
        ),
      ],
    ];
    const places = new Set(found.flatMap(([, { byPlace }]) => [...byPlace.keys()]));
    const rows = [...places].map((place) => [
      place,
      ...found.map(([, { byPlace }]) => (byPlace.get(place) ?? 0) / requests),
    ]);
    rows.sort((one, other) => Number(other.at(-1)) - Number(one.at(-1)));
    report(`Self time, µs a request, over ${requests} requests.\n`);
    report(table(['where', ...found.map(([name]) => name)], rows));
  } finally {
    await redis.stop();
    await scratch.close();
  }
}

async function profiled(
  environment: Record<string, string>,
  questions: readonly LoadRequest[],
  requests: number,
): Promise<Profiled> {
  const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-profile-'));
  try {
    const flags = ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${directory}`];
    const server = await BenchServer.start(environment, MAIN, flags);
    await closedLoop(server.port, questions, WARM_UP);
    // The profiler uses this clock, in microseconds.
    const from = Number(process.hrtime.bigint() / 1000n);
    await closedLoop(server.port, questions, requests);
    const until = Number(process.hrtime.bigint() / 1000n);
    await server.stop();
    const [file] = (await readdir(directory)) as readonly string[];
    if (file === undefined) throw new Error('The server left no profile.');
    const profile = JSON.parse(await readFile(join(directory, file), 'utf8')) as Profile;
    return { requests, byPlace: selfTimes(profile, from, until) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
