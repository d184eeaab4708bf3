import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { freePort } from './free-port.js';
import { closedAtLast } from './leftovers.js';

const MISSING = `These tests need a real Redis: no "redis-server" was found on the PATH.
Install it: "apt-get install redis-server" (Debian, Ubuntu), "brew install redis" (macOS), "dnf install redis" (Fedora).`;

interface Options {
  /** Default: any free port. */
  readonly port?: number | undefined;
  /** Credentials for the inspecting client, if the default user may not connect. */
  readonly login?: Pick<RedisOptions, 'username' | 'password'>;
  /** Settings of a TLS port that the server opens as well: `--tls-cert-file …`. The inspecting client does without TLS. */
  readonly tls?: readonly string[] | undefined;
}

/** A real redis-server that belongs to one test. */
export class RedisServer {
  private process: ChildProcess | undefined;
  private readonly clients: Redis[] = [];

  private constructor(
    readonly port: number,
    readonly directory: string,
    private readonly args: readonly string[],
    private readonly login: RedisOptions,
    /** The port of its TLS listener; 0: none. */
    readonly tlsPort: number,
  ) {}

  static async start(args: readonly string[], { port, login = {}, tls }: Options): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-redis-'));
    const tlsPort = tls === undefined ? 0 : await freePort();
    const all = tls === undefined ? args : ['--tls-port', String(tlsPort), ...tls, ...args];
    const server = new RedisServer(port ?? (await freePort()), directory, all, login, tlsPort);
    // Sentinels write their state to this file and do not start without it.
    await writeFile(join(server.directory, 'redis.conf'), '');
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** A client for inspecting the server; closed together with it. */
  client(): Redis {
    const client = this.connection(50);
    client.on('error', () => undefined);
    this.clients.push(client);
    return client;
  }

  /** Starts the server (again, on the same port and folder) and waits until it answers. */
  async restart(): Promise<void> {
    const base = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.directory, '--save', ''];
    const child = spawn('redis-server', [join(this.directory, 'redis.conf'), ...base, ...this.args], {
      stdio: 'ignore',
    });
    this.process = child;
    const failed = once(child, 'error').then(([error]) => {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Error(MISSING) : (error as Error);
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`redis-server ended (${code}): does it know ${this.args.join(' ')}?`);
    });
    const probe = this.connection(20);
    probe.on('error', () => undefined);
    try {
      await Promise.race([failed, ended, probe.ping()]);
    } finally {
      probe.disconnect();
    }
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** SIGSTOP: connections stay open, nothing answers. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Stops the server, closes its clients and removes its folder. */
  readonly stop = closedAtLast(async () => {
    for (const client of this.clients) client.disconnect();
    await this.end('SIGKILL');
    await rm(this.directory, { recursive: true, force: true });
  });

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await exited;
  }

  private connection(retryMs: number): Redis {
    return new Redis(this.port, '127.0.0.1', {
      ...this.login,
      retryStrategy: () => retryMs,
      maxRetriesPerRequest: null,
    });
  }
}

/** Starts a redis-server on a free port, without persistence unless `args` ask for it. */
export async function startRedis(args: readonly string[] = [], options: Options = {}): Promise<RedisServer> {
  return RedisServer.start(args, options);
}
