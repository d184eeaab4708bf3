import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { SECOND_MS } from '../time/durations.js';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { applySettings } from './session.settings.js';
import { UnusableDatabase } from './unusable-database.js';

const CONNECT_MS = 5 * SECOND_MS;
const PATIENCE_MS = 60 * SECOND_MS;
const POLL_MS = 100;
const SAY_EVERY_MS = 10 * SECOND_MS;

interface Holder {
  readonly pid: number;
  readonly name: string;
  readonly address: string | null;
  readonly state: string | null;
  readonly seconds: number;
}

/**
 * Runs `work` while no other instance migrates. While another session holds the lock, a line in the log names it.
 *
 * @param patienceMs how long to wait for it
 * @throws UnusableDatabase if it is not released in time
 */
export async function withMigrationLock<Result>(
  url: string,
  work: () => Promise<Result>,
  patienceMs = PATIENCE_MS,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'bookedbarber migration',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // It is idle for as long as the migrations take; without it another instance would begin beside them.
    await applySettings(client, { idle_session_timeout: '0' }, true);
    await take(client, patienceMs);
    return await work();
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Asks again and again instead of waiting in the server: a statement that waits has a snapshot, and CREATE INDEX CONCURRENTLY of
 * the instance that migrates would wait for it to end, for ever.
 */
async function take(client: pg.Client, patienceMs: number): Promise<void> {
  const logger = new Logger('Migrations');
  const begun = performance.now();
  let saidAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      ADVISORY_LOCKS.migrations,
    ]);
    if (rows[0]?.taken === true) return;
    const now = performance.now();
    const holder = await holderOf(client);
    if (now - begun > patienceMs) {
      throw new UnusableDatabase(
        `The migrations did not begin within ${patienceMs / SECOND_MS} s, because ${holder}. ` +
          'Wait until it ends, or end it with pg_terminate_backend, and start again.',
      );
    }
    if (now - saidAt >= SAY_EVERY_MS) {
      logger.warn(`Waiting for the migrations: ${holder}`);
      saidAt = now;
    }
    await sleep(POLL_MS);
  }
}

async function holderOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<Holder>(
    `SELECT pid, application_name AS name, client_addr::text AS address, state,
       round(extract(epoch FROM clock_timestamp() - state_change))::int AS seconds
     FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND objid = $1 AND objsubid = 1 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [ADVISORY_LOCKS.migrations],
  );
  const [holder] = rows;
  if (holder === undefined) return 'another session held the lock a moment ago';
  const { pid, name, address, state, seconds } = holder;
  return `the server process ${pid} (${name || 'no name'}, from ${address ?? 'this machine'}, ${state ?? 'state unknown'} for ${seconds} s) holds the migration lock`;
}
