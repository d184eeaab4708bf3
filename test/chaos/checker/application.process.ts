import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS } from '../../../src/time/durations.js';
import { freePort } from '../../support/free-port.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PRELOADED = join(ROOT, 'test/support/checked-instance.js');
const START_MS = 3 * MINUTE_MS;

/** What an instance is started with instead of its own; an empty variable counts as not set. */
export interface Differences {
  readonly environment?: Readonly<Record<string, string>>;
}

/** One instance: `node dist/main.js` on a port of its own, which it keeps over restarts. */
export class ApplicationProcess {
  private child: ChildProcess | undefined;
  /** The end of what it printed: errors and warnings. */
  private said = '';

  private constructor(
    readonly port: number,
    private program: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(main: string, environment: Record<string, string>): Promise<ApplicationProcess> {
    const instance = new ApplicationProcess(await freePort(), main, environment);
    await instance.restart();
    return instance;
  }

  /**
   * Starts it (again) and waits until it answers. The differences last until the next start. If it ends because a server did not
   * answer, it is started once more, as an orchestrator does.
   */
  async restart(differences: Differences = {}): Promise<void> {
    const giveUpAt = performance.now() + START_MS;
    let child = this.spawned(differences);
    while (!(await this.answers())) {
      if (performance.now() > giveUpAt) {
        await this.kill();
        throw new Error(`The application did not start in ${START_MS} ms. Its last words:\n${this.said}`);
      }
      await sleep(50);
      if (child.exitCode !== null) child = this.spawned(differences);
    }
  }

  private spawned({ environment }: Differences): ChildProcess {
    const child = spawn(process.execPath, ['--import', PRELOADED, this.program], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        ...this.environment,
        ...environment,
        PORT: String(this.port),
        HOST: '127.0.0.1',
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.on('error', () => undefined);
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.said = (this.said + chunk.toString()).slice(-4000);
      });
    }
    return child;
  }

  /** The file that it runs. */
  get main(): string {
    return this.program;
  }

  /** Stops it and starts another release in its place. */
  async replaceBy(main: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.end(signal);
    this.program = main;
    await this.restart();
  }

  get lastWords(): string {
    return this.said;
  }

  /** SIGKILL: what was between COMMIT and FORGET stays there. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Blocks its event loop for so long, as a long garbage collection or computation does. */
  stall(milliseconds: number): void {
    this.child?.send({ stallMs: milliseconds }, () => undefined);
  }

  private async answers(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/health/ready`);
      await response.arrayBuffer();
      return response.status === 200;
    } catch {
      return false;
    }
  }
}
