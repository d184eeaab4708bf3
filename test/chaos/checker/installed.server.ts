import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InstalledPostgres } from '../../support/installed-postgres.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import type { PostgresServer } from './postgres.server.js';

const DATABASE = 'shop';
const MOST_RESTORES = 20;
/** A commit reaches the operating system before it is answered: a server that is killed loses nothing. */
const SETTINGS = ['max_connections = 150', 'full_page_writes = off'];

/** A PostgreSQL with its own programs behind one address: it can be dumped, restored and replaced by a copy of itself. */
export class InstalledServer implements PostgresServer {
  private constructor(
    private server: InstalledPostgres,
    readonly proxy: TcpProxy,
  ) {}

  static async start(): Promise<InstalledServer> {
    const server = await InstalledPostgres.start();
    for (const setting of SETTINGS) await server.run('psql', '-qc', `ALTER SYSTEM SET ${setting}`);
    await server.kill();
    await server.restart();
    await server.run('createdb', DATABASE);
    return new InstalledServer(server, await TcpProxy.to(server.port));
  }

  get directUrl(): string {
    return this.server.url(DATABASE);
  }

  get url(): string {
    return InstalledPostgres.databaseAt(this.proxy.port, DATABASE).url;
  }

  async restart(awayMs: number): Promise<void> {
    await this.server.kill();
    await sleep(awayMs);
    await this.server.restart();
  }

  async dump(): Promise<string> {
    const file = join(await this.server.folder(), `${randomUUID()}.dump`);
    await this.server.run('pg_dump', '-Fc', '-d', DATABASE, '-f', file);
    return file;
  }

  /** In one transaction, so that no read sees a half, and again after a deadlock with readers and writers. */
  async restore(file: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.server.run('pg_restore', '--clean', '--if-exists', '-1', '-d', DATABASE, file);
        return;
      } catch (error) {
        if (attempt === MOST_RESTORES || !String(error).includes('deadlock detected')) throw error;
      }
    }
  }

  /** A copy of the files as they are now, not started. */
  async copy(): Promise<InstalledPostgres> {
    return this.server.copy();
  }

  /** A standby that is in step, behind a wire that can be cut. */
  async standby(): Promise<{ standby: InstalledPostgres; wire: TcpProxy }> {
    const wire = await TcpProxy.to(this.server.port);
    const standby = await this.server.copy(wire.port);
    await standby.restart();
    const [{ now } = { now: '' }] = await this.server
      .database(DATABASE)
      .query<{ now: string }>('SELECT pg_current_wal_lsn() AS now');
    const isInStep = async () => {
      const [row] = await standby
        .database(DATABASE)
        .query<{ there: boolean }>('SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there', [now]);
      return row?.there === true;
    };
    while (!(await isInStep())) await sleep(20);
    return { standby, wire };
  }

  /** The address leads to another server from now on. The former one is stopped. */
  async becomes(other: InstalledPostgres): Promise<void> {
    const former = this.server;
    this.server = other;
    this.proxy.retarget(other.port);
    this.proxy.reset();
    await former.stop();
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    await this.server.stop();
  }
}
