import type pg from 'pg';

/** Settings of a session by name; a server that lacks one is left as it is. */
export type SessionSettings = Readonly<Record<string, string>>;

/**
 * Settings that change what a statement means or how its result is written. A server, database or role may have others, so each
 * connection asks for these when it begins. Poolers know them as well: every JDBC client sends such. `DateStyle` is written as the
 * server reports it, else PgBouncer would set it again for each transaction.
 */
export const STARTUP_SETTINGS: SessionSettings = {
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
};
/** The same of those that poolers refuse at the start. */
const MEANING: SessionSettings = {
  array_nulls: 'on',
  default_transaction_isolation: 'read committed',
  extra_float_digits: '1',
  IntervalStyle: 'postgres',
};

/**
 * Applies the settings, and those that make statements mean the same everywhere, to a new connection, by a statement: poolers
 * refuse them as startup parameters. Behind a pooler they would reach a session that is lent to others, so there they are left
 * out, unless `ownsSession`.
 *
 * @param ownsSession whether the connection is known to keep one session from its beginning to its end
 * @returns whether a pooler is between this process and the server: it introduces itself under a process number of its own
 */
export async function applySettings(
  client: pg.ClientBase,
  settings: SessionSettings,
  ownsSession: boolean,
): Promise<boolean> {
  const all = { ...MEANING, ...settings };
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pg_backend_pid() AS pid,
       (SELECT count(set_config(name, new.value, false))
        FROM unnest($1::text[], $2::text[]) AS new(name, value) JOIN pg_settings AS known USING (name)
        WHERE $3 OR pg_backend_pid() = $4)`,
    [Object.keys(all), Object.values(all), ownsSession, processOf(client) ?? 0],
  );
  return rows[0]?.pid !== processOf(client);
}

/** Number of the server process as the server introduced itself; a pooler introduces itself under a number of its own. */
export function processOf(client: pg.ClientBase): number | undefined {
  // The types lack it, though `cancel` of pg itself uses it.
  return (client as { processID?: number }).processID;
}
