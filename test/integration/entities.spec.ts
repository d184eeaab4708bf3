import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type EntityMetadata } from 'typeorm';
import { startApp, type TestApp } from '../support/app.js';

/** Tables without an entity, and why SQL is plainer there; see ADR 0011. */
const SQL_ONLY: Readonly<Record<string, string>> = {
  appointments: 'measured: as entities, a booking takes twice the CPU of this process',
  audit: 'written several rows at once, read by filters and cursors',
  barber_services: 'replaced as a set; unchanged rows are not touched',
  business_hours: 'one statement finds the first location and writes its row',
  cache_generation: 'one row, locked and set to a random value of the database',
  cache_instances: 'an upsert that prunes as well',
  cache_leases: 'the lock of a job is one conditional upsert',
  cache_samples: 'pruned by the statement that writes, read by aggregates',
  cache_usage: 'upserts that decay what is there',
  cache_warm_up: 'one row, upserted by the clock of the database',
  clients:
    'found or made by ON CONFLICT, merged and erased by statements of several tables, changed by expressions',
  freed_time: 'written by triggers, read by aggregates',
  guest_idempotency_keys: 'the claim is one conditional upsert',
  guest_tokens: 'opened by a join with the time of the appointment, pruned with SKIP LOCKED',
  idempotency_keys: 'the claim is one conditional upsert',
  login_places: 'upserts',
  mails: 'written by the clock of the database and by a look-up of the address, claimed with SKIP LOCKED',
  migrations: 'TypeORM’s own',
  outbox: 'written by triggers, read and marked as a set',
  outbox_watermarks: 'snapshots, written and removed by statements whose own snapshot counts',
  service_locations: 'replaced as a set; unchanged rows are not touched',
  sessions: 'rotated and ended on conditions, in one statement with the account',
  uncovered_appointments: 'computed as a set by one statement',
  user_locations: 'replaced as a set; unchanged rows are not touched',
};

interface SchemaColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly precision: number | null;
  readonly nullable: boolean;
  readonly key: boolean;
}

/** Every column of the schema that the migrations have made. */
const COLUMNS = `
  SELECT c.table_name AS "table", c.column_name AS name, c.data_type AS type,
    CASE WHEN c.data_type LIKE 'timestamp%' THEN c.datetime_precision END AS precision,
    c.is_nullable = 'YES' AS nullable,
    EXISTS (
      SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
      WHERE i.indisprimary AND i.indrelid = quote_ident(c.table_name)::regclass AND a.attname = c.column_name
    ) AS key
  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, 2`;

interface SchemaKey {
  readonly table: string;
  /** `f`: foreign, `u`: unique, as in `pg_constraint`. */
  readonly kind: 'f' | 'u';
  readonly columns: readonly string[];
  readonly references: string | null;
  readonly referenced: readonly string[];
  readonly onDelete: string | null;
}

/** Every foreign key and unique key of the schema that the migrations have made. */
const KEYS = `
  SELECT k.conrelid::regclass::text AS "table", k.contype AS kind,
    ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY AS list(number, position)
      JOIN pg_attribute ON attrelid = k.conrelid AND attnum = number ORDER BY position) AS columns,
    CASE WHEN k.contype = 'f' THEN k.confrelid::regclass::text END AS "references",
    ARRAY(SELECT attname::text FROM unnest(k.confkey) WITH ORDINALITY AS list(number, position)
      JOIN pg_attribute ON attrelid = k.confrelid AND attnum = number ORDER BY position) AS referenced,
    CASE k.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
      WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END AS "onDelete"
  FROM pg_constraint k
  WHERE k.connamespace = 'public'::regnamespace AND k.contype IN ('f', 'u')`;

function keysOf(entity: EntityMetadata): SchemaKey[] {
  const table = entity.tableName;
  return [
    ...entity.foreignKeys.map((key) => ({
      table,
      kind: 'f' as const,
      columns: key.columnNames,
      references: key.referencedTablePath,
      referenced: key.referencedColumnNames,
      onDelete: key.onDelete ?? 'NO ACTION',
    })),
    ...entity.uniques.map((key) => ({
      table,
      kind: 'u' as const,
      columns: key.columns.map(({ databaseName }) => databaseName),
      references: null,
      referenced: [],
      onDelete: null,
    })),
  ];
}

/** In an order that both sides share, one line per key. */
function described(keys: readonly SchemaKey[]): string[] {
  return keys
    .map(({ table, kind, columns, references, referenced, onDelete }) =>
      kind === 'u'
        ? `${table}: unique (${columns.join(', ')})`
        : `${table}: (${columns.join(', ')}) references ${references} (${referenced.join(', ')}) on delete ${onDelete}`,
    )
    .toSorted();
}

function columnsOf(entity: EntityMetadata): SchemaColumn[] {
  return entity.columns.map((column) => ({
    table: entity.tableName,
    name: column.databaseName,
    type: normalised(column.type),
    precision: column.precision ?? null,
    nullable: column.isNullable,
    key: column.isPrimary,
  }));
}

function normalised(type: EntityMetadata['columns'][number]['type']): string {
  if (type === Number) return 'integer';
  return type === 'timestamptz' ? 'timestamp with time zone' : String(type);
}

describe('the entities', () => {
  let app: TestApp;
  let entities: readonly EntityMetadata[];
  let schema: SchemaColumn[];

  beforeAll(async () => {
    app = await startApp();
    entities = app.app.get(DataSource).entityMetadatas;
    schema = await app.database.query<SchemaColumn & Record<string, unknown>>(COLUMNS);
  });

  afterAll(() => app.close());

  it('are of every table, but for those whose statements are plainer as SQL', () => {
    const tables = new Set(schema.map(({ table }) => table));
    const declared = entities.map(({ tableName }) => tableName);
    expect([...declared, ...Object.keys(SQL_ONLY)].toSorted()).toEqual([...tables].toSorted());
  });

  it('agree with the migrated schema: columns, types, precision, nullability, keys', () => {
    const tables = new Set(entities.map(({ tableName }) => tableName));
    const declared = entities
      .flatMap(columnsOf)
      .toSorted((one, other) => (`${one.table} ${one.name}` < `${other.table} ${other.name}` ? -1 : 1));
    expect(declared).toEqual(schema.filter(({ table }) => tables.has(table)));
  });

  it('agree with the migrated schema: foreign keys and unique keys', async () => {
    const tables = new Set(entities.map(({ tableName }) => tableName));
    const keys = await app.database.query<SchemaKey & Record<string, unknown>>(KEYS);
    expect(described(entities.flatMap(keysOf))).toEqual(
      described(keys.filter(({ table }) => tables.has(table))),
    );
  });
});
