import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type EntityMetadata } from 'typeorm';
import { startApp, type TestApp } from '../support/app.js';

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
  FROM information_schema.columns c WHERE c.table_schema = 'public' ORDER BY 1, 2`;

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

  it('are registered by the modules that own them', () => {
    expect(entities.map(({ tableName }) => tableName).toSorted()).toEqual([
      'barber_availability',
      'barber_overrides',
      'barber_rotas',
      'barber_time_off',
      'barbers',
      'booking_settings',
      'businesses',
      'location_closures',
      'locations',
      'services',
      'users',
    ]);
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
