import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type SystemAccount, runAs, unprivilegedAccount } from './unprivileged.js';

/** Owns the cluster and every database in it. */
export const SUPERUSER = 'bookedbarber';
const PASSWORD_FILE = 'superuser.password';

/** The embedded server is missing or does not start; the message says what to do. */
export class EmbeddedPostgresError extends Error {
  readonly code = 'embedded-postgres-failed';
}

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
}

/** An embedded PostgreSQL cluster: its data folder, the superuser's password, and the server programs. */
export class EmbeddedCluster {
  private constructor(
    readonly data: string,
    readonly password: string,
    private readonly binaries: Binaries,
    private readonly account: SystemAccount | undefined,
  ) {}

  /**
   * Opens the cluster in `directory`, and creates it first if there is none.
   * @throws EmbeddedPostgresError
   */
  static async open(directory: string): Promise<EmbeddedCluster> {
    const home = resolve(directory);
    const data = join(home, 'data');
    const binaries = await findBinaries();
    // It starts the server by a shell, with these paths in double quotes.
    const odd = [data, binaries.pg_ctl].find((path) => process.platform !== 'win32' && /["$`\\]/.test(path));
    if (odd !== undefined) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL cannot be started in a folder whose name has " $ \` or \\: ${odd}\n` +
          'Rename it, set DATA_DIR to another one, or DATABASE_URL to a PostgreSQL server.',
      );
    }
    try {
      if ((await stat(data).catch(() => undefined)) === undefined) await make(home, data, binaries);
      const password = (await readFile(join(data, PASSWORD_FILE), 'utf8')).trim();
      return new EmbeddedCluster(data, password, binaries, await ownerOf(data));
    } catch (error) {
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL cannot use the folder ${home}: ${(error as Error).message}\n` +
          'Set DATA_DIR to a folder of your own, or DATABASE_URL to a PostgreSQL server.',
        { cause: error },
      );
    }
  }

  /** Runs `pg_ctl` on the cluster. @throws Error with its output */
  async pgCtl(...args: readonly string[]): Promise<void> {
    await runAs(this.account, this.binaries.pg_ctl, [...args, '-D', this.data]);
  }

  /** The server named in the cluster's pid file. It may be gone, and the process id may belong to another program by now. */
  async claimedServer(): Promise<{ pid: number; port: number } | undefined> {
    const lines = (await readFile(join(this.data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return pid > 0 && port > 0 ? { pid, port } : undefined;
  }
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this machine (${name}). Run "npm ci" again, or set DATABASE_URL to a PostgreSQL server.`,
      { cause: error },
    );
  }
}

/** Creates the cluster in a temporary folder and then renames it, so that an interrupted first start leaves no partial cluster. */
async function make(home: string, data: string, { initdb }: Binaries): Promise<void> {
  const account = process.getuid?.() === 0 ? await unprivilegedAccount() : undefined;
  const unfinished = `${data}.${process.pid}`;
  const passwordFile = `${unfinished}.password`;
  await mkdir(home, { recursive: true });
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
    if (account !== undefined) {
      await chown(unfinished, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    await runAs(account, initdb, [
      `--pgdata=${unfinished}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ]);
    await rename(passwordFile, join(unfinished, PASSWORD_FILE));
    await rename(unfinished, data).catch((error: NodeJS.ErrnoException) => {
      // Another process has created it at the same time.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

/** When started as root, the server runs as the owner of its files, so that they stay usable for every later start. */
async function ownerOf(data: string): Promise<SystemAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = await stat(data);
  return { uid, gid };
}
