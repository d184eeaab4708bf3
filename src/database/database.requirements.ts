import { randomInt } from 'node:crypto';
import pg from 'pg';
import type { DatabaseSettings } from '../config/settings.js';
import { SECOND_MS } from '../time/durations.js';
import { type Pooling, poolingOf } from './pooling.proof.js';
import { type DatabaseUrlName, UnusableDatabase } from './unusable-database.js';

/** The oldest PostgreSQL that the tests run on. */
const OLDEST_MAJOR = 15;
const LIMIT_MS = 5 * SECOND_MS;
const LARGEST_KEY = 2 ** 31 - 1;

/**
 * Checks at the start what the application needs of its database, because each of these would otherwise show much later and
 * look like something else. @throws UnusableDatabase with a sentence that names the variable and what to do
 */
export async function checkDatabase({ DATABASE_URL, sessionUrl }: DatabaseSettings): Promise<void> {
  const url = DATABASE_URL ?? sessionUrl;
  if (url === sessionUrl) return checkServer(url, 'DATABASE_URL', true);
  await checkServer(sessionUrl, 'DATABASE_DIRECT_URL', true);
  await checkServer(url, 'DATABASE_URL', false);
  await checkSameDatabase(url, sessionUrl);
}

async function checkServer(url: string, name: DatabaseUrlName, needsSessions: boolean): Promise<void> {
  const pooling = await poolingOf(url).catch((error: unknown) => {
    throw new UnusableDatabase(error, name);
  });
  const refusal = pooling === 'statement' || needsSessions ? POOLED[pooling]?.(name) : undefined;
  if (refusal !== undefined) throw new UnusableDatabase(refusal);
  await connected(url, name, async (client) => {
    const { rows } = await client.query<ServerFacts>(SERVER_FACTS);
    const [facts] = rows as [ServerFacts];
    const isReadable = facts.isRecorded && facts.owner === null;
    const hasRun = isReadable && (await client.query('SELECT FROM migrations LIMIT 1')).rowCount === 1;
    const unmet = unmetBy(facts, hasRun, name);
    if (unmet !== undefined) throw new UnusableDatabase(unmet);
  });
}

interface ServerFacts {
  readonly version: string;
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
  readonly encoding: string;
  /** Whose the tables are, if this user may not read them. */
  readonly owner: string | null;
  /** The schema in which new tables are made, and that of the tables which are there. */
  readonly first: string;
  readonly tables: string | null;
  /** Whether there is a table of the migrations that have run. */
  readonly isRecorded: boolean;
  /** Whether this user may change the tables, if they are there. */
  readonly isWriter: boolean;
}

const SERVER_FACTS = `SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS "isStandby",
    current_setting('transaction_read_only')::bool AS "isReadOnly", current_setting('server_encoding') AS encoding,
    (SELECT pg_get_userbyid(relowner) FROM pg_class
     WHERE oid = to_regclass('migrations') AND NOT has_table_privilege(oid, 'SELECT')) AS owner,
    current_schema() AS first, (
      SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
      WHERE pg_class.oid = to_regclass('barber_availability')) AS tables,
    to_regclass('migrations') IS NOT NULL AS "isRecorded",
    coalesce(has_table_privilege(to_regclass('barber_availability'), 'INSERT'), true) AS "isWriter"`;

/** What the server lacks, and what to do; `undefined`: nothing. @param hasRun whether any migration has */
function unmetBy(facts: ServerFacts, hasRun: boolean, name: DatabaseUrlName): string | undefined {
  const { version, encoding, owner, first, tables, isStandby, isReadOnly, isWriter } = facts;
  if (!(Number.parseInt(version, 10) >= OLDEST_MAJOR)) {
    return `PostgreSQL ${version} of ${name} is too old: ${OLDEST_MAJOR} or newer is needed.`;
  }
  if (encoding !== 'UTF8') {
    return `The database of ${name} has the encoding ${encoding}, which lacks letters of names: create it with ENCODING 'UTF8' TEMPLATE template0.`;
  }
  if (owner !== null) {
    return `The tables in the database of ${name} belong to the user ${owner}, and that of ${name} may not read them: restore the backup as the latter.`;
  }
  // Migrations would make all tables a second time, and the shop would be empty.
  if (tables !== null && tables !== first) {
    return `The tables in the database of ${name} are in the schema ${tables}, but new ones would be made in ${first}: put ${tables} first in the search_path.`;
  }
  // As after a restore of the schema alone, or of some tables.
  if (tables !== null && !hasRun) {
    return `The database of ${name} has tables of the application, but nothing in the table migrations: restore the data of the backup as well, or use an empty database.`;
  }
  if (isStandby) return `${name} leads to a standby (a read-only replica): name the primary server.`;
  if (isReadOnly) {
    return `The database of ${name} is read-only: turn default_transaction_read_only off, for the server, the database and the user.`;
  }
  if (!isWriter) {
    return `The user of ${name} may not change the tables in its database: grant it SELECT, INSERT, UPDATE and DELETE on all of them, or use their owner.`;
  }
  return undefined;
}

const POOLED: Partial<Record<Pooling, (name: DatabaseUrlName) => string>> = {
  transaction: (name) =>
    name === 'DATABASE_URL'
      ? 'DATABASE_URL leads through a connection pooler that pools by transaction (pool_mode = transaction of PgBouncer): ' +
        'set DATABASE_DIRECT_URL to the PostgreSQL server itself, for LISTEN, locks and migrations.'
      : `${name} leads through a connection pooler that pools by transaction: let it name the PostgreSQL server itself.`,
  statement: (name) =>
    `${name} leads through a connection pooler that pools by statement, which allows no transactions: ` +
    'let it pool by transaction (pool_mode = transaction of PgBouncer).',
};

/** A lock that is taken on one way must be seen on the other: so both lead to one server process and one database. */
async function checkSameDatabase(url: string, directUrl: string): Promise<void> {
  const key = randomInt(LARGEST_KEY);
  await connected(directUrl, 'DATABASE_DIRECT_URL', async (direct) => {
    await direct.query('SELECT pg_advisory_lock($1::bigint)', [key]);
    await connected(url, 'DATABASE_URL', async (client) => {
      const { rows } = await client.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1::bigint AND objsubid = 1
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [key],
      );
      if (rows.length === 0) {
        throw new UnusableDatabase(
          'DATABASE_URL and DATABASE_DIRECT_URL lead to different databases: let both lead to the same one.',
        );
      }
    });
  });
}

async function connected(
  url: string,
  name: DatabaseUrlName,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'bookedbarber start',
    connectionTimeoutMillis: LIMIT_MS,
    query_timeout: LIMIT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } catch (error) {
    throw error instanceof UnusableDatabase ? error : new UnusableDatabase(error, name);
  } finally {
    await client.end().catch(() => undefined);
  }
}
