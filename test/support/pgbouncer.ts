import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type SystemAccount, unprivilegedAccount } from '../../src/database/embedded/unprivileged.js';
import { closedAtLast } from './leftovers.js';
import { freePort } from './free-port.js';

const MISSING = `These tests need PgBouncer: no "pgbouncer" was found on the PATH.
Install it: "apt-get install pgbouncer" (Debian, Ubuntu), "brew install pgbouncer" (macOS).`;
/** Debian keeps it on the PATH of root only. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;
const ADMIN_CONSOLE = 'pgbouncer';

/** A real PgBouncer of a test's own, in front of one database. */
export class PgBouncer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly account: SystemAccount | undefined,
    private readonly directory: string,
    readonly port: number,
    private readonly login: string,
    private readonly database: string,
  ) {}

  /** @param target URL of the database. @param settings lines of pgbouncer.ini besides those that every test needs */
  static async start(
    target: string,
    settings: Readonly<Record<string, string | number>>,
  ): Promise<PgBouncer> {
    const { hostname, port, pathname, username, password } = new URL(target);
    const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-pgbouncer-'));
    const own = await freePort();
    const database = pathname.slice(1);
    const users = join(directory, 'users');
    const lines = {
      listen_addr: '127.0.0.1',
      listen_port: own,
      unix_socket_dir: '',
      auth_type: password === '' ? 'trust' : 'plain',
      auth_file: users,
      admin_users: username,
      ...settings,
    };
    const server = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`;
    const text = Object.entries(lines).map(([name, value]) => `${name} = ${value}\n`);
    await writeFile(users, `"${username}" "${decodeURIComponent(password)}"\n`);
    await writeFile(
      join(directory, 'pgbouncer.ini'),
      `[databases]\n${database} = ${server} dbname=${database}\n[pgbouncer]\n${text.join('')}`,
    );
    // It does not run as root.
    const account = process.getuid?.() === 0 ? await unprivilegedAccount() : undefined;
    if (account !== undefined) {
      for (const path of [directory, users, join(directory, 'pgbouncer.ini')]) {
        await chown(path, account.uid, account.gid);
      }
    }
    const bouncer = new PgBouncer(account, directory, own, `${username}:${password}`, database);
    await bouncer.restart();
    return bouncer;
  }

  /** Starts it, or starts it again after {@link kill}. */
  async restart(): Promise<void> {
    const child = spawn('pgbouncer', [join(this.directory, 'pgbouncer.ini')], {
      ...this.account,
      stdio: 'ignore',
      env: { PATH },
    });
    this.child = child;
    const failed = once(child, 'error').then(([error]) => {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Error(MISSING) : (error as Error);
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`pgbouncer ended with ${code}: check its settings.`);
    });
    await Promise.race([failed, ended, this.answers()]);
  }

  /** Settings under which it keeps no named statements: before 1.21 it never does, and refuses the setting. */
  static async withoutNamedStatements(): Promise<Record<string, number>> {
    const { stdout } = await promisify(execFile)('pgbouncer', ['--version'], { env: { PATH } });
    const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) > 1 || Number(minor) >= 21 ? { max_prepared_statements: 0 } : {};
  }

  get url(): string {
    return this.urlOf(this.database);
  }

  /** Closes every server connection as soon as it is released, as `server_lifetime` does now and then. */
  async reconnect(): Promise<void> {
    await this.command('RECONNECT');
  }

  /** Ends it, as a crash would by default: all its connections close. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  readonly stop = closedAtLast(async () => {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  });

  private urlOf(database: string): string {
    return `postgres://${this.login}@127.0.0.1:${this.port}/${database}`;
  }

  /** A command of its console: PAUSE, RESUME, KILL, … */
  async command(sql: string): Promise<Record<string, unknown>[]> {
    return this.query(sql, ADMIN_CONSOLE);
  }

  /** Rows of a statement on a connection of its own. */
  async query(sql: string, database = this.database): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.urlOf(database) });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** The local ports of its connections to the server, by which `pg_stat_activity` shows them. */
  async serverPorts(): Promise<number[]> {
    return (await this.command('SHOW SERVERS')).map((server) => Number(server['local_port']));
  }

  private async answers(): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt++) {
      try {
        await this.command('SHOW VERSION');
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    throw new Error('pgbouncer does not answer.');
  }
}
