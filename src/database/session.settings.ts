import type pg from 'pg';

/** Settings of a session by name; a server that lacks one is left as it is. */
export type SessionSettings = Readonly<Record<string, string>>;

/**
 * Applies the settings to a new connection, by a statement: poolers refuse them as startup parameters. Behind a pooler they would
 * reach a session that is lent to others, so there they are left out, unless `ownsSession`.
 *
 * @param ownsSession whether the connection is known to keep one session from its beginning to its end
 * @returns whether a pooler is between this process and the server: it introduces itself under a process number of its own
 */
export async function applySettings(
  client: pg.ClientBase,
  settings: SessionSettings,
  ownsSession: boolean,
): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pg_backend_pid() AS pid,
       (SELECT count(set_config(name, new.value, false))
        FROM unnest($1::text[], $2::text[]) AS new(name, value) JOIN pg_settings AS known USING (name)
        WHERE $3 OR pg_backend_pid() = $4)`,
    [Object.keys(settings), Object.values(settings), ownsSession, processOf(client) ?? 0],
  );
  return rows[0]?.pid !== processOf(client);
}

/** Number of the server process as the server introduced itself; a pooler introduces itself under a number of its own. */
export function processOf(client: pg.ClientBase): number | undefined {
  // The types lack it, though `cancel` of pg itself uses it.
  return (client as { processID?: number }).processID;
}
