import type { DatabaseClock } from './database.clock.js';
import type { Sql } from './register.js';
import { registersOf, type RowChange } from './registers/outbox-row.js';
import type { ArchivedRow } from './settlement.js';

/** Those that the judge asks for; a release may have more. */
const COLUMNS = 'id, relation, before, after, handed_over, created_at, done_at';

/** Keeps every outbox row of a run for the judge: those that the application prunes, and those that a restored database has lost. */
export class OutboxArchive {
  private readonly rows = new Map<string, ArchivedRow>();

  /**
   * @param registers the names whose rows are kept
   * @param since when the first step was taken; what was there before is the shop's own
   */
  constructor(
    private readonly sql: Sql,
    private readonly clock: DatabaseClock,
    private readonly registers: ReadonlySet<string>,
    private readonly since: number,
  ) {}

  /** Call once, before the first step: rows that are pruned go to a table of their own. */
  static async prepare(sql: Sql): Promise<void> {
    await sql(`CREATE TABLE checker_pruned AS SELECT ${COLUMNS} FROM outbox WITH NO DATA`, []);
    await sql(
      `CREATE FUNCTION checker_keep() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS
       $$ BEGIN INSERT INTO checker_pruned SELECT ${COLUMNS.replaceAll(/\w+/g, 'OLD.$&')}; RETURN OLD; END $$`,
      [],
    );
    await sql(
      'CREATE TRIGGER checker_keep BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION checker_keep()',
      [],
    );
  }

  /** Adds the rows that the database has now. A row that is known keeps what was known first, unless it was not done then. */
  async collect(): Promise<void> {
    const rows = await this.sql(
      `SELECT id::float8, relation, before, after, handed_over,
         extract(epoch FROM created_at)::float8 * 1000 AS created, extract(epoch FROM done_at)::float8 * 1000 AS done
       FROM (SELECT ${COLUMNS} FROM outbox UNION ALL SELECT * FROM checker_pruned) AS every`,
      [],
    );
    for (const row of rows) for (const archived of this.archivedOf(row)) this.add(archived);
  }

  /** All rows of the registers' steps, in the order of their making, their times on this process's monotonic clock. */
  all(): ArchivedRow[] {
    return [...this.rows.values()].toSorted((a, b) => a.createdAt - b.createdAt || a.id - b.id);
  }

  private archivedOf(row: Record<string, unknown>): ArchivedRow[] {
    const createdAt = this.clock.instantOf(Number(row['created']));
    if (createdAt < this.since) return [];
    const doneAt = row['done'] === null ? null : this.clock.instantOf(Number(row['done']));
    return registersOf(row as unknown as RowChange)
      .filter(({ register }) => this.registers.has(register))
      .map((found) => ({
        ...found,
        id: Number(row['id']),
        createdAt,
        doneAt,
        handedOver: row['handed_over'] === true,
      }));
  }

  /** After the database went back, an id is used again: with another time. */
  private add(row: ArchivedRow): void {
    const key = `${row.id} ${row.createdAt.toFixed(1)} ${row.register}`;
    const known = this.rows.get(key);
    if (known === undefined || known.doneAt === null) this.rows.set(key, row);
  }
}

/** How many changes have not been published. Rows that a new generation covers are published, though not all marked. */
export async function pendingRows(sql: Sql): Promise<number> {
  const count = async (from: string): Promise<number> =>
    Number((await sql(`SELECT count(*)::int AS pending FROM ${from}`, []))[0]?.['pending']);
  const [known] = await sql(`SELECT to_regproc('outbox_unpublished') IS NOT NULL AS known`, []);
  // An earlier build of the application does not have the function.
  return count(known?.['known'] === true ? 'outbox_unpublished()' : 'outbox WHERE done_at IS NULL');
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

/** The rows of the outbox, those that were pruned as well, whose images contain a text. */
export async function rowsWith(sql: Sql, text: string): Promise<number> {
  const [row] = await sql(
    `SELECT count(*)::int AS found FROM (SELECT before, after FROM outbox UNION ALL SELECT before, after FROM checker_pruned) AS every
     WHERE strpos(before::text, $1) > 0 OR strpos(after::text, $1) > 0`,
    [text],
  );
  return Number(row?.['found']);
}
