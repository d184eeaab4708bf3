import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const PROCESS = fileURLToPath(new URL('../support/cache.process.js', import.meta.url));

interface Outcome {
  readonly values: number[];
  readonly loads: number;
  readonly mostRunning: number;
}

/** A process with an engine that reads one key 1,000 times at once. */
class Herd {
  private available = false;
  private outcome: Outcome | undefined;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message: Outcome | { available: boolean }) => {
      if ('available' in message) this.available = message.available;
      else this.outcome = message;
    });
  }

  static start(url: string): Herd {
    // A processor that is busy with other suites must not look like a Redis that is slow: then loads would bypass it.
    const env = { PATH: process.env['PATH'], REDIS_URL: url, REDIS_COMMAND_TIMEOUT_MS: '3000' };
    return new Herd(fork(PROCESS, { env, execArgv: [] }));
  }

  async becomes(available: boolean): Promise<void> {
    await until(() => this.available === available);
  }

  /** To be called for all herds before waiting for one. */
  run(): void {
    this.outcome = undefined;
    this.child.send('read');
  }

  async result(): Promise<Outcome> {
    await until(() => this.outcome !== undefined);
    return this.outcome as Outcome;
  }

  async end(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.send('end');
    await exited;
  }
}

let redis: RedisServer;
let herds: Herd[];

beforeEach(async () => {
  redis = await startRedis();
  herds = [Herd.start(redis.url), Herd.start(redis.url)];
  await Promise.all(herds.map(async (herd) => herd.becomes(true)));
});
afterEach(async () => {
  await Promise.all(herds.map(async (herd) => herd.end()));
  await redis.stop();
});

it('1,000 simultaneous misses in each of two processes make one load in the fleet', async () => {
  for (const herd of herds) herd.run();
  const outcomes = await Promise.all(herds.map(async (herd) => herd.result()));
  expect(outcomes.map(({ values }) => values)).toEqual([[7], [7]]);
  expect(outcomes.reduce((sum, { loads }) => sum + loads, 0)).toBe(1);
});

it('without Redis they make at most one load at a time and one more in each process', async () => {
  await redis.kill();
  await Promise.all(herds.map(async (herd) => herd.becomes(false)));
  for (const herd of herds) herd.run();
  for (const herd of herds) {
    const { values, loads, mostRunning } = await herd.result();
    expect(values).toEqual([7]);
    expect(mostRunning).toBe(1);
    expect(loads).toBeLessThanOrEqual(2);
  }
});
