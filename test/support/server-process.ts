import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const MAIN = join(process.cwd(), 'dist', 'main.js');

/** Runs `node dist/main.js` in a process group of its own, as a terminal does, with no environment variable but PATH and those given. */
export class ServerProcess {
  output = '';
  errors = '';
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private readonly child: ChildProcess;

  constructor(environment: Record<string, string>, directory: string) {
    this.child = spawn(process.execPath, [MAIN], {
      cwd: directory,
      env: { PATH: process.env['PATH'], HOME: '', PORT: '0', ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk) => (this.output += String(chunk)));
    this.child.stderr?.on('data', (chunk) => (this.errors += String(chunk)));
    this.ended = once(this.child, 'close').then(
      ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
    );
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Address at which it listens. @throws Error if it exits before it listens */
  async listening(): Promise<string> {
    for (;;) {
      const url = /listens at (\S+)\n[^]*Admin .*\n/.exec(this.output)?.[1];
      if (url !== undefined) return url;
      const more = once(this.child.stdout as NodeJS.ReadableStream, 'data');
      await Promise.race([more, this.ended]);
      if (this.child.exitCode !== null) throw new Error(`The server ended: ${this.errors || this.output}`);
    }
  }

  /** Ctrl-C: the signal reaches the whole process group. */
  interrupt(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

/** The process id of the embedded PostgreSQL of a DATA_DIR, or undefined when it does not run. */
export async function embeddedServer(dataDirectory: string): Promise<number | undefined> {
  const file = join(dataDirectory, 'postgres', 'data', 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
