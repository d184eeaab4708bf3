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
      'barber_time_off',
      'barbers',
      'businesses',
      'locations',
      'services',
    ]);
  });

  it('agree with the migrated schema: columns, types, precision, nullability, keys', () => {
    const tables = new Set(entities.map(({ tableName }) => tableName));
    const declared = entities
      .flatMap(columnsOf)
      .toSorted((one, other) => (`${one.table} ${one.name}` < `${other.table} ${other.name}` ? -1 : 1));
    expect(declared).toEqual(schema.filter(({ table }) => tables.has(table)));
  });
});
