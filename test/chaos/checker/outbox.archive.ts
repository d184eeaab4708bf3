import type { Sql } from './register.js';
import { registerOf } from './registers/outbox-row.js';
import type { ArchivedRow } from './settlement.js';

/** Those that the judge asks for; a release may have more. */
const COLUMNS = 'id, relation, after, handed_over, created_at, done_at';

/** Keeps the outbox rows that the application prunes: the judge asks for all of them after the run. */
export async function keepPrunedRows(sql: Sql): Promise<void> {
  await sql(`CREATE TABLE checker_pruned AS SELECT ${COLUMNS} FROM outbox WITH NO DATA`, []);
  await sql(
    `CREATE FUNCTION checker_keep() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN INSERT INTO checker_pruned SELECT ${COLUMNS.replaceAll(/\w+/g, 'OLD.$&')}; RETURN OLD; END $$`,
    [],
  );
  await sql(
    'CREATE TRIGGER checker_keep BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION checker_keep()',
    [],
  );
}

/**
 * All rows that the registers' steps have left, in the order of their making, their times moved to this process's
 * monotonic clock.
 *
 * @param since when the first step was taken; what was there before is the shop's own
 */
export async function outboxRows(
  sql: Sql,
  registers: ReadonlySet<string>,
  since: number,
): Promise<ArchivedRow[]> {
  const rows = await sql(
    `SELECT id::float8, relation, after, handed_over, extract(epoch FROM created_at)::float8 * 1000 AS created,
       extract(epoch FROM done_at)::float8 * 1000 AS done
     FROM (SELECT ${COLUMNS} FROM outbox UNION ALL SELECT * FROM checker_pruned) AS every ORDER BY id`,
    [],
  );
  const ahead = Date.now() - performance.now();
  return rows.flatMap((row) => {
    const found = registerOf(String(row['relation']), row['after'] as Record<string, unknown> | null);
    const createdAt = Number(row['created']) - ahead;
    if (found === undefined || !registers.has(found.register) || createdAt < since) return [];
    const done = row['done'] === null ? null : Number(row['done']) - ahead;
    return [
      {
        ...found,
        id: Number(row['id']),
        createdAt,
        doneAt: done,
        handedOver: row['handed_over'] === true,
      },
    ];
  });
}

/** How many changes have not been published. */
export async function pendingRows(sql: Sql): Promise<number> {
  const [row] = await sql('SELECT count(*)::int AS pending FROM outbox WHERE done_at IS NULL', []);
  return Number(row?.['pending']);
}

/** S0 as the database sees it: pairs of appointments of one barber that share an instant. */
export async function overlaps(sql: Sql): Promise<number> {
  const [row] = await sql(
    `SELECT count(*)::int AS overlaps FROM appointments a JOIN appointments b
       ON a.barber_id = b.barber_id AND a.id < b.id AND a.blocked && b.blocked
     WHERE a.status <> 'cancelled' AND b.status <> 'cancelled'`,
    [],
  );
  return Number(row?.['overlaps']);
}
