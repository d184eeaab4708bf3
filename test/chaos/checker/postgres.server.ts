import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.js';
import { TcpProxy } from '../../support/tcp-proxy.js';

const FLAGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '120' };

/** A PostgreSQL of the checker's own, so that it may be restarted and its wire be slowed down. */
export interface PostgresServer {
  readonly proxy: TcpProxy;
  /** Past the wire that faults are injected into. */
  readonly directUrl: string;
  readonly url: string;
  /** Every connection is closed, and new ones are refused until it is back. */
  restart(awayMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** The embedded PostgreSQL. It has no client programs, so it cannot be dumped. */
export class EmbeddedServer implements PostgresServer {
  private constructor(
    private readonly directory: string,
    private server: EmbeddedPostgres,
    readonly proxy: TcpProxy,
  ) {}

  static async start(): Promise<EmbeddedServer> {
    const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-checker-'));
    const server = await EmbeddedPostgres.start(directory, FLAGS);
    return new EmbeddedServer(directory, server, await TcpProxy.to(portOf(server.url)));
  }

  get directUrl(): string {
    return this.server.url;
  }

  get url(): string {
    const url = new URL(this.server.url);
    url.port = String(this.proxy.port);
    return url.href;
  }

  async restart(awayMs: number): Promise<void> {
    await this.server.stop();
    await sleep(awayMs);
    this.server = await EmbeddedPostgres.start(this.directory, FLAGS);
    this.proxy.retarget(portOf(this.server.url));
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
