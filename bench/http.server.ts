import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const MAIN = join(process.cwd(), 'dist', 'main.js');

/** Runs the built server in a process of its own, so that its CPU time is separate from the client's. */
export class BenchServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly origin: string,
  ) {}

  /** Resolves when it listens. Rate limits are counted but never reached. @throws Error if it ends before. */
  static async start(
    environment: Record<string, string>,
    script = MAIN,
    flags: readonly string[] = [],
  ): Promise<BenchServer> {
    return BenchServer.spawned([...flags, script], {
      HOST: '127.0.0.1',
      PORT: '0',
      RATE_LIMIT_PER_MINUTE: '1000000',
      CACHE_WARM_UP_CRON: '',
      SEED_DEMO: 'true',
      ...environment,
    });
  }

  /** Starts any script that prints `listens at <origin>`. */
  static async spawned(args: readonly string[], environment: Record<string, string>): Promise<BenchServer> {
    const child = spawn(process.execPath, [...args], {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    for (;;) {
      const more = once(child.stdout, 'data') as Promise<[Buffer]>;
      const [chunk] = await Promise.race([more, once(child, 'exit').then(() => [''])]);
      output += String(chunk);
      const origin = /listens at (\S+)\n/.exec(output)?.[1];
      if (origin !== undefined) {
        child.stdout.resume();
        return new BenchServer(child, origin);
      }
      if (hasEnded(child)) throw new Error(`The server ended: ${output}`);
    }
  }

  get port(): number {
    return Number(new URL(this.origin).port);
  }

  /** Seconds of CPU that the process has used, user and system, all threads. */
  async cpuSeconds(): Promise<number> {
    return this.metric('process_cpu_seconds_total');
  }

  /** The value of a metric without labels. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.origin}/metrics`)).text();
    const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`/metrics has no ${name}.`);
    return Number(value);
  }

  async stop(): Promise<void> {
    await end(this.child, 'SIGTERM');
  }
}

/** A redis-server of the benchmark's own, without persistence. */
export class BenchRedis {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly url: string,
  ) {}

  static async start(port: number): Promise<BenchRedis> {
    const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-bench-redis-'));
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', ''];
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    while (!output.includes('Ready to accept connections')) {
      const more = once(child.stdout, 'data') as Promise<[Buffer]>;
      const [chunk] = await Promise.race([more, once(child, 'exit').then(() => [''])]);
      output += String(chunk);
      if (!hasEnded(child)) continue;
      await rm(directory, { recursive: true, force: true });
      throw new Error(`The redis-server ended: ${output}`);
    }
    child.stdout.resume();
    return new BenchRedis(child, directory, `redis://127.0.0.1:${port}`);
  }

  async stop(): Promise<void> {
    await end(this.child, 'SIGKILL');
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Ctrl-C may have ended it already, since the signal goes to the whole process group. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
