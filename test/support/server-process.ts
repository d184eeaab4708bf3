import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const MAIN = join(process.cwd(), 'dist', 'main.js');

/**
 * Runs `node dist/main.js` in a process group of its own, as a terminal does, with no environment variable but PATH and those given.
 * With `isFromNpm` it is the child of a shell, as under `npm start`, and a signal reaches that shell only.
 */
export class ServerProcess {
  output = '';
  errors = '';
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private readonly child: ChildProcess;

  constructor(environment: Record<string, string>, directory: string, isFromNpm = false) {
    const fromNpm = isFromNpm ? { npm_lifecycle_event: 'start' } : {};
    // The command after it keeps the shell from becoming the server.
    const args = isFromNpm ? ['-c', `"$0" "$1"; exit $?`, process.execPath, MAIN] : [MAIN];
    this.child = spawn(isFromNpm ? '/bin/sh' : process.execPath, args, {
      cwd: directory,
      env: { PATH: process.env['PATH'], HOME: '', PORT: '0', ...fromNpm, ...environment },
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

  /** Kills it, and what it was started with or has started in its group, if any of it still runs. */
  destroy(): void {
    if (isAlive(-this.pid)) process.kill(-this.pid, 'SIGKILL');
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
