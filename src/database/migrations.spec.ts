import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('migrations/', import.meta.url);
/** The rules are younger than the migrations up to here, which must not change any more. */
const OLDER = '1790500000053';

const INDEX = /CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)(?:IF NOT EXISTS )?\w+ ON (\w+)/;
const CHECKED =
  /ALTER TABLE (\w+)\b.*?(?:ADD (?:CONSTRAINT \w+ )?(?:CHECK|FOREIGN KEY|UNIQUE)|SET NOT NULL|ALTER (?:COLUMN )?\w+ TYPE)/s;
const ALL_ROWS = /\b(?:UPDATE (?!OF\b|SET\b|ON\b)|DELETE FROM )(\w+)\b(?!.*\bWHERE\b)/s;

const files = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts') && file > OLDER)
  .map((file): [string, string] => [file, readFileSync(new URL(file, FOLDER), 'utf8')]);

/** What a migration does to tables that it does not make itself: they may have millions of rows. */
function slowChanges(source: string): string[] {
  const statements = source.split(/;|`/);
  const own = new Set(statements.map((statement) => /CREATE TABLE (\w+)/.exec(statement)?.[1]));
  return statements.flatMap((statement) => {
    const tables = [
      INDEX.exec(statement)?.[1],
      ...(statement.includes('NOT VALID') ? [] : [CHECKED.exec(statement)?.[1]]),
      ALL_ROWS.exec(statement)?.[1],
    ];
    return tables.some((table) => table !== undefined && !own.has(table)) ? [statement.trim()] : [];
  });
}

it.each(files)('%s holds no lock on a filled table for long', (_, source) => {
  expect(slowChanges(source)).toEqual([]);
});

it.each(files)(
  '%s needs no lock of a table behind a build of an index, which lifts lock_timeout',
  (_, source) => {
    const builds = /(?:build|replace)Index\(/.exec(source);
    expect(builds === null ? '' : source.slice(builds.index)).not.toMatch(/(?:ALTER TABLE|TRIGGER)/);
  },
);

describe('a migration is refused that', () => {
  it.each([
    ['builds an index', 'CREATE INDEX a ON theirs (id)'],
    ['adds a constraint that all rows are checked for', 'ALTER TABLE theirs ADD CONSTRAINT a CHECK (b > 0)'],
    ['looks for NULL in all rows', 'ALTER TABLE theirs ALTER COLUMN b SET NOT NULL'],
    ['rewrites all rows', 'ALTER TABLE theirs ALTER COLUMN b TYPE bigint'],
    ['changes all rows at once', 'UPDATE theirs SET b = 1'],
  ])('%s', (_, statement) => {
    expect(slowChanges(`CREATE TABLE mine (id int); ${statement}`)).toEqual([statement]);
    expect(slowChanges(`CREATE TABLE theirs (id int); ${statement}`)).toEqual([]);
  });

  it.each([
    'CREATE INDEX CONCURRENTLY a ON theirs (id)',
    'ALTER TABLE theirs ADD CONSTRAINT a CHECK (b > 0) NOT VALID',
    'ALTER TABLE theirs ADD COLUMN b integer NOT NULL DEFAULT 0',
    'UPDATE theirs SET b = 1 WHERE id > $1 AND id <= $2',
  ])('but not: %s', (statement) => {
    expect(slowChanges(statement)).toEqual([]);
  });
});
