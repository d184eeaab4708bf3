import { execFile } from 'node:child_process';
import { access, appendFile, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type SystemAccount, runAs, unprivilegedAccount } from '../../src/database/embedded/unprivileged.js';
import type { TestCertificate } from './certificate.js';
import type { TestDatabase } from './database.js';
import { closedAtLast } from './leftovers.js';
import { freePort } from './free-port.js';

const execute = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';
const MISSING = `These tests need PostgreSQL's own programs (pg_dump, pg_restore, psql, initdb): none were found.
Install them: "apt-get install postgresql" (Debian, Ubuntu), "brew install postgresql" (macOS), "dnf install postgresql-server" (Fedora).`;

/** A PostgreSQL with its client programs as the system's packages install it: the embedded one has no pg_dump. */
export class InstalledPostgres {
  private constructor(
    private readonly programs: string,
    private readonly directory: string,
    private readonly account: SystemAccount | undefined,
    readonly port: number,
  ) {}

  /** Starts an empty cluster of its own. @throws Error that says what to install */
  static async start(): Promise<InstalledPostgres> {
    const server = await InstalledPostgres.prepare();
    const flags = ['-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'];
    await server.asOwner('initdb', ['-D', server.data, ...flags]);
    await server.restart();
    return server;
  }

  private static async prepare(): Promise<InstalledPostgres> {
    const programs = await programFolder();
    const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-postgres-'));
    const account = process.getuid?.() === 0 ? await unprivilegedAccount() : undefined;
    if (account !== undefined) await chown(directory, account.uid, account.gid);
    return new InstalledPostgres(programs, directory, account, await freePort());
  }

  private get data(): string {
    return join(this.directory, 'data');
  }

  /**
   * A physical copy of this cluster (`pg_basebackup`), not started yet.
   * @param primaryPort where the copy streams from once it is started, as a standby; none: it starts as a server of its own
   */
  async copy(primaryPort?: number): Promise<InstalledPostgres> {
    const copy = await InstalledPostgres.prepare();
    const from = ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres'];
    await copy.asOwner('pg_basebackup', ['-D', copy.data, ...from, '--checkpoint=fast', '--no-sync']);
    if (primaryPort !== undefined) {
      const primary = `primary_conninfo = 'host=127.0.0.1 port=${primaryPort} user=postgres'\n`;
      await appendFile(join(copy.data, 'postgresql.auto.conf'), primary);
      await writeFile(join(copy.data, 'standby.signal'), '');
    }
    return copy;
  }

  /** Starts the server, or starts it again. */
  async restart(): Promise<void> {
    const flags = `-p ${this.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_prepared_transactions=2`;
    const log = join(this.directory, 'log');
    await this.asOwner('pg_ctl', ['-D', this.data, '-l', log, '-w', '-o', flags, 'start']);
  }

  /** Speaks TLS from now on, to clients that ask for it. */
  async useTls({ certificate, key }: TestCertificate): Promise<void> {
    const files = { ssl_cert_file: certificate, ssl_key_file: key };
    for (const [setting, pem] of Object.entries(files)) {
      const path = join(this.directory, setting);
      await writeFile(path, pem, { mode: 0o600 });
      if (this.account !== undefined) await chown(path, this.account.uid, this.account.gid);
      await this.run('psql', '-c', `ALTER SYSTEM SET ${setting} = '${path}'`);
    }
    await this.run('psql', '-c', 'ALTER SYSTEM SET ssl = on', '-c', 'SELECT pg_reload_conf()');
  }

  /** Makes a standby a primary. */
  async promote(): Promise<void> {
    await this.asOwner('pg_ctl', ['-D', this.data, '-w', 'promote']);
  }

  /** A folder for dumps, which the cluster's owner can read. */
  async folder(): Promise<string> {
    const path = join(this.directory, 'dumps');
    await mkdir(path, { recursive: true });
    return path;
  }

  url(database: string): string {
    return this.database(database).url;
  }

  /** A database of a server at this port, as the other helpers of the tests take it. */
  static databaseAt(port: number, name: string): TestDatabase {
    const url = `postgres://postgres@127.0.0.1:${port}/${name}`;
    return {
      url,
      query: async <Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]) => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        try {
          return (await client.query<Row>(sql, parameters)).rows;
        } finally {
          await client.end();
        }
      },
      drop: async () => undefined,
    };
  }

  database(name: string): TestDatabase {
    return InstalledPostgres.databaseAt(this.port, name);
  }

  /** Runs a client program against this server. @throws Error with what it printed, if its exit code is not 0 */
  async run(
    program: 'pg_dump' | 'pg_restore' | 'psql' | 'createdb',
    ...args: readonly string[]
  ): Promise<string> {
    const server = ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres'];
    const { stdout } = await execute(join(this.programs, program), [...server, ...args]);
    return stdout;
  }

  /** Runs commands as a person would type them, with this version's programs first on the PATH. @throws Error with what they printed */
  async shell(commands: string, folder: string, environment: Record<string, string>): Promise<void> {
    const path = `${this.programs}:${process.env['PATH'] ?? ''}`;
    await execute('bash', ['-euc', commands], { cwd: folder, env: { ...environment, PATH: path } });
  }

  /** Ends the server as a crash would; its data stay. */
  async kill(): Promise<void> {
    await this.asOwner('pg_ctl', ['-D', this.data, '-m', 'immediate', '-w', 'stop']);
  }

  readonly stop = closedAtLast(async () => {
    await this.kill().catch(() => undefined);
    await rm(this.directory, { recursive: true, force: true });
  });

  private async asOwner(program: string, args: readonly string[]): Promise<void> {
    await runAs(this.account, join(this.programs, program), args);
  }
}

/** The folder with the newest installed version's programs. */
async function programFolder(): Promise<string> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newestFirst = versions.toSorted((one, other) => Number(other) - Number(one));
  const folders = [
    ...newestFirst.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  for (const folder of folders) {
    const isComplete = await Promise.all(
      ['initdb', 'pg_ctl', 'pg_dump'].map((program) => access(join(folder, program))),
    ).then(
      () => true,
      () => false,
    );
    if (isComplete) return folder;
  }
  throw new Error(MISSING);
}
