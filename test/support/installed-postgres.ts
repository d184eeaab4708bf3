import { execFile } from 'node:child_process';
import { access, chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, runAs, unprivilegedAccount } from '../../src/database/unprivileged.js';
import { closedAtLast } from './leftovers.js';
import { freePort } from './redis.js';

const execute = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';
const MISSING = `These tests need PostgreSQL's own programs (pg_dump, pg_restore, psql, initdb): none were found.
Install them: "apt-get install postgresql" (Debian, Ubuntu), "brew install postgresql" (macOS), "dnf install postgresql-server" (Fedora).`;

/** A PostgreSQL with its client programs as the system's packages install it: the embedded one has no pg_dump. */
export class InstalledPostgres {
  private constructor(
    private readonly programs: string,
    private readonly directory: string,
    private readonly account: Account | undefined,
    readonly port: number,
  ) {}

  /** Starts an empty cluster of its own. @throws Error that says what to install */
  static async start(): Promise<InstalledPostgres> {
    const programs = await programFolder();
    const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-postgres-'));
    const account = process.getuid?.() === 0 ? await unprivilegedAccount() : undefined;
    if (account !== undefined) await chown(directory, account.uid, account.gid);
    const server = new InstalledPostgres(programs, directory, account, await freePort());
    const data = join(directory, 'data');
    await server.asOwner('initdb', [
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--no-sync',
    ]);
    const flags = `-p ${server.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
    await server.asOwner('pg_ctl', ['-D', data, '-l', join(directory, 'log'), '-w', '-o', flags, 'start']);
    return server;
  }

  /** A folder for dumps, which the cluster's owner can read. */
  async folder(): Promise<string> {
    const path = join(this.directory, 'dumps');
    await mkdir(path, { recursive: true });
    return path;
  }

  url(database: string): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${database}`;
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

  readonly stop = closedAtLast(async () => {
    await this.asOwner('pg_ctl', ['-D', join(this.directory, 'data'), '-m', 'immediate', '-w', 'stop']);
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
