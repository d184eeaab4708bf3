import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase } from '../support/database.js';
import { InstalledPostgres } from '../support/installed-postgres.js';
import { ServerProcess } from '../support/server-process.js';

/** Rows by table, each as text; the order does not matter. */
type Contents = ReadonlyMap<string, readonly string[]>;

/** Written by the outbox triggers while a data-only restore copies the other tables. */
const GROWS_DURING_RESTORE = 'outbox';

async function connected<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function contentsOf(url: string): Promise<Contents> {
  return connected(url, async (client) => {
    const rowsOf = async (sql: string) =>
      (await client.query<{ row: string }>(sql)).rows.map(({ row }) => row);
    const tables = await rowsOf(
      `SELECT tablename AS row FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const contents = new Map<string, string[]>();
    for (const table of tables)
      contents.set(table, await rowsOf(`SELECT t::text AS row FROM ${table} AS t ORDER BY 1`));
    return contents;
  });
}

async function changeSince(url: string): Promise<void> {
  await connected(url, (client) => client.query(`UPDATE barbers SET name = 'Changed since'`));
}

/** The nth block of commands under a heading of the operations page. */
async function commandsUnder(heading: string, nth = 0): Promise<string> {
  const [, chapter = ''] = (await readFile('docs/operations.md', 'utf8')).split(`\n## ${heading}\n`);
  const [own = ''] = chapter.split('\n## ');
  const commands = [...own.matchAll(/```bash\n([^]*?)```/g)][nth]?.[1];
  if (commands === undefined) throw new Error(`docs/operations.md has no commands under "${heading}".`);
  return commands;
}

describe('backups of a full shop', () => {
  let source: InstalledPostgres;
  let other: InstalledPostgres;
  let dumped: Contents;
  let dumps: string;
  let directory: string;
  let names = 0;

  const dump = async (name: string, ...options: string[]) => {
    const file = join(dumps, name);
    await source.run('pg_dump', '-d', 'shop', '-f', file, ...options);
    return file;
  };
  const restore = async (server: InstalledPostgres, database: string, file: string, ...options: string[]) =>
    file.endsWith('.sql')
      ? server.run('psql', '-d', database, '-q', '-v', 'ON_ERROR_STOP=1', '-f', file)
      : server.run('pg_restore', '-d', database, '--exit-on-error', ...options, file);
  const emptyDatabase = async (server: InstalledPostgres) => {
    const name = `restored_${++names}`;
    await server.run('createdb', name);
    return name;
  };
  /** Starts the server on the database, so that migrations, seeds and the relay have met it. */
  const startOn = async (url: string, environment: Record<string, string> = {}) => {
    const server = new ServerProcess(
      { DATABASE_URL: url, CACHE_WARM_UP_CRON: '', ...environment },
      directory,
    );
    try {
      return await (await fetch(`${await server.listening()}/api/v1/barbers/1/availability`)).json();
    } finally {
      server.kill('SIGKILL');
      await server.ended;
    }
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bookedbarber-backup-'));
    [source, other] = await Promise.all([InstalledPostgres.start(), InstalledPostgres.start()]);
    dumps = await source.folder();
    await source.run('createdb', 'shop');
    await startOn(source.url('shop'), { SEED_DEMO: 'true' });
    dumped = await contentsOf(source.url('shop'));
  }, 120_000);

  afterAll(async () => {
    await Promise.all([source.stop(), other.stop()]);
    await rm(directory, { recursive: true, force: true });
  });

  it('has rows in every table that matters, so that the comparison means something', () => {
    for (const table of [
      'appointments',
      'barber_availability',
      'business_hours',
      'users',
      'outbox',
      'cache_generation',
    ]) {
      expect([table, dumped.get(table)?.length ?? 0]).not.toEqual([table, 0]);
    }
  });

  it('cannot be changed by a prepared transaction, as docs/operations.md says', async () => {
    const prepared = (sql: string) => ['-d', 'shop', '-c', `BEGIN; ${sql}; PREPARE TRANSACTION 'theirs'`];
    await expect(source.run('psql', ...prepared('UPDATE barbers SET name = name || 1'))).rejects.toThrow(
      'cannot PREPARE a transaction that has executed LISTEN, UNLISTEN, or NOTIFY',
    );
    await source.run('psql', ...prepared('SELECT name FROM barbers'));
    await source.run('psql', '-d', 'shop', '-c', `ROLLBACK PREPARED 'theirs'`);
  });

  it.each([
    ['custom, whole', ['-Fc'], 'whole.dump'],
    ['plain, whole', [], 'whole.sql'],
  ])('%s: is restored into another cluster under another name, and serves', async (_, options, file) => {
    const database = await emptyDatabase(other);
    await restore(other, database, await dump(file, ...options));
    expect(await contentsOf(other.url(database))).toEqual(dumped);
    expect(await startOn(other.url(database))).toMatchObject({
      barberId: 1,
      weekly: expect.any(Array) as never,
    });
  });

  it.each([
    ['custom', 'schema.dump', 'data.dump', ['-Fc']],
    ['plain', 'schema.sql', 'data.sql', []],
  ])('%s, schema and data apart: is restored whole', async (_, schemaFile, dataFile, options) => {
    const database = await emptyDatabase(other);
    await restore(other, database, await dump(schemaFile, '--schema-only', ...options));
    await restore(other, database, await dump(dataFile, '--data-only', ...options));
    const restored = await contentsOf(other.url(database));
    for (const [table, rows] of dumped) {
      if (table === GROWS_DURING_RESTORE)
        expect(restored.get(table)).toEqual(expect.arrayContaining([...rows]));
      else expect([table, restored.get(table)]).toEqual([table, rows]);
    }
  });

  it('schema and data apart with --disable-triggers: is restored whole', async () => {
    const database = await emptyDatabase(other);
    await restore(other, database, await dump('schema-2.dump', '-Fc', '--schema-only'));
    await restore(other, database, await dump('data-2.dump', '-Fc', '--data-only'), '--disable-triggers');
    expect(await contentsOf(other.url(database))).toEqual(dumped);
  });

  it('docs/operations.md: its commands back up and restore, for a role that has no rights but to its database', async () => {
    const database = `restored_${++names}`;
    await other.run('psql', '-q', '-d', 'postgres', '-c', 'CREATE ROLE bookedbarber LOGIN');
    const run = async (heading: string, nth: number, environment: Record<string, string>) =>
      source.shell(
        (await commandsUnder(heading, nth)).replaceAll(' restored\n', ` ${database}\n`),
        dumps,
        environment,
      );
    const own = (name: string) => other.url(name).replace('postgres@', 'bookedbarber@');
    const urls = { MAINTENANCE_URL: other.url('postgres'), RESTORED_URL: own(database) };
    await run('Back up', 0, { DATABASE_URL: source.url('shop') });
    await run('Restore into a new database', 0, urls);
    expect(await contentsOf(urls.RESTORED_URL)).toEqual(dumped);
    // As a newer release might have added it.
    await connected(urls.RESTORED_URL, (client) =>
      client.query('CREATE TABLE newer (id int REFERENCES users)'),
    );
    await run('Restore over an existing database', 0, urls);
    expect(await contentsOf(urls.RESTORED_URL)).toEqual(dumped);
    await startOn(urls.RESTORED_URL);
    const plain = await emptyDatabase(other);
    await other.run('psql', '-q', '-c', `ALTER DATABASE ${plain} OWNER TO bookedbarber`);
    await dump('bookedbarber.sql', '--no-owner');
    await run('Restore into a new database', 1, { RESTORED_URL: own(plain) });
    expect(await contentsOf(own(plain))).toEqual(dumped);
  });

  it('--clean over a database that is in use since: the dumped state is back', async () => {
    const database = await emptyDatabase(other);
    const file = await dump('clean.dump', '-Fc');
    await restore(other, database, file);
    await changeSince(other.url(database));
    await restore(other, database, file, '--clean', '--if-exists');
    expect(await contentsOf(other.url(database))).toEqual(dumped);
  });
});

describe('the functions of the schema', () => {
  it('set their own search_path, since restores run with an empty one', async () => {
    const database = await createTestDatabase();
    try {
      const unset = await database.query<{ name: string }>(`
        SELECT oid::regprocedure::text AS name FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
          AND NOT coalesce(proconfig, '{}')::text LIKE '%search_path=%pg_temp%'`);
      expect(unset).toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it('work with an empty search_path on the embedded PostgreSQL too', async () => {
    const database = await createTestDatabase();
    try {
      await migrate(database.url);
      const everyDay = JSON.stringify(Array.from({ length: 7 }, () => [[540, 1020]]));
      await database.query(`
        INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Here', 'Europe/Berlin');
        SET search_path = '';
        INSERT INTO public.business_hours (location_id, weekly) VALUES (1, '${everyDay}');
        RESET search_path`);
      expect(await database.query('SELECT location_id FROM business_hours')).toEqual([{ location_id: 1 }]);
    } finally {
      await database.drop();
    }
  });
});
