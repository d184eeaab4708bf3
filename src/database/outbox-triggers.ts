import type { QueryRunner } from 'typeorm';

interface WatchOptions {
  /** Columns that the outbox rows leave out: free text, secrets, and whatever no cached answer depends on. */
  readonly leaveOut?: readonly string[];
  /** Only updates after which one of these columns has another value are recorded, also if another trigger changed it; by default, all updates. */
  readonly columns?: readonly string[];
}

/**
 * For migrations: creates the outbox triggers of a table, so that every change of its rows and every TRUNCATE writes an outbox
 * row, by any writer. They always fire, for replication roles as well. A table that a cached region reads needs them, and
 * a line in the `tables` of a domain: without it, every change forgets everything that is cached.
 */
export async function watchTable(
  runner: QueryRunner,
  table: string,
  { leaveOut = [], columns = [] }: WatchOptions = {},
): Promise<void> {
  const name = identifier(table);
  const omitted = leaveOut.map((column) => `'${identifier(column)}'`).join(', ');
  const changed = columns.map(identifier).map((column) => `OLD.${column} IS DISTINCT FROM NEW.${column}`);
  // To the trigger they are texts: one that is misspelt would be recorded.
  if (leaveOut.length > 0)
    await runner.query(`SELECT ${leaveOut.map(identifier).join(', ')} FROM ${name} LIMIT 0`);
  await runner.query(`
    CREATE TRIGGER ${name}_outbox AFTER INSERT OR DELETE ${columns.length === 0 ? 'OR UPDATE ' : ''}ON ${name}
      FOR EACH ROW EXECUTE FUNCTION write_outbox(${omitted});
    CREATE TRIGGER ${name}_outbox_truncate AFTER TRUNCATE ON ${name}
      FOR EACH STATEMENT EXECUTE FUNCTION write_outbox();
    ALTER TABLE ${name} ENABLE ALWAYS TRIGGER ${name}_outbox;
    ALTER TABLE ${name} ENABLE ALWAYS TRIGGER ${name}_outbox_truncate;`);
  if (changed.length === 0) return;
  // Not UPDATE OF: it goes by the columns that the statement names, and another trigger may change more (rule 19).
  await runner.query(`
    CREATE TRIGGER ${name}_outbox_update AFTER UPDATE ON ${name}
      FOR EACH ROW WHEN (${changed.join(' OR ')}) EXECUTE FUNCTION write_outbox(${omitted});
    ALTER TABLE ${name} ENABLE ALWAYS TRIGGER ${name}_outbox_update;`);
}

/**
 * Names are inserted into the statement unescaped, because CREATE TRIGGER takes no parameters; so only plain names are
 * allowed.
 */
function identifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is not a plain SQL identifier.`);
  return name;
}
