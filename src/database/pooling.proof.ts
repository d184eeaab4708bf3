import pg from 'pg';
import { SECOND_MS } from '../time/durations.js';
import { processOf } from './session.settings.js';

const CONNECT_MS = 5 * SECOND_MS;
/** A pooler whose sessions are all taken lets a client wait for minutes. */
const ANSWER_MS = SECOND_MS;
const ROUNDS = 3;

/** How the way to a server shares sessions: not at all, or for as long as a client's connection, a transaction, a statement. */
export type Pooling = 'none' | 'session' | 'transaction' | 'statement';

/**
 * Finds out how sessions are shared at `url`. A pooler shows by the number of the server process, which differs from the one
 * that it introduces itself under. One that pools by transaction is proved by lending the session of a client that is still
 * connected: to another client, or that client itself gets another session while its own is lent.
 *
 * @throws what node-postgres says if the server cannot be reached
 */
export async function poolingOf(url: string): Promise<Pooling> {
  const clients: pg.Client[] = [];
  const open = async () => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'bookedbarber start',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  };
  try {
    const client = await open();
    const session = await sessionOf(client);
    if (session === processOf(client)) return 'none';
    for (let round = 0; round < ROUNDS; round++) {
      const found = await lentTo(open, client, session);
      if (found !== undefined) return found;
    }
    return 'session';
  } finally {
    for (const client of clients) client.connection.stream.destroy();
  }
}

async function lentTo(
  open: () => Promise<pg.Client>,
  client: pg.Client,
  session: number,
): Promise<Pooling | undefined> {
  try {
    const other = await open();
    await other.query('BEGIN');
    if ((await sessionOf(other)) === session) return 'transaction';
    if ((await sessionOf(client)) !== session) return 'transaction';
    await other.query('COMMIT');
  } catch (error) {
    if (/statement pooling/.test((error as Error).message)) return 'statement';
    // No session was free for the second client: each of them has its own.
  }
  return undefined;
}

async function sessionOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}
