import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DemoSeed } from '../../src/database/demo/demo-seed.js';
import { startApp, type TestApp } from '../support/app.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  allOf?: Schema[];
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  format?: string;
}
interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

const DATE = '2027-06-15';
/** What each write is called with; reads take nothing. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /api/v1/cache/warm-up': { startDate: DATE, endDate: DATE },
  'POST /api/v1/cache/invalidate/date-range': { startDate: DATE, endDate: DATE },
};
/** What these need in the query: an entry that a read has stored. */
const ENTRY = 'bb:{biz:1}:booking_settings:business_1';
const QUERIES: Readonly<Record<string, string>> = {
  'GET /api/v1/cache/entry': `?key=${encodeURIComponent(ENTRY)}`,
  'DELETE /api/v1/cache/entry': `?key=${encodeURIComponent(ENTRY)}`,
};
/** What an operator asked and was answered, or what is cached, whatever it is: of no one shape. */
const OF_ANY_SHAPE = ['.items[].request', '.items[].result', '.value'];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

describe('the answers of the operator’s endpoints, as they are documented', () => {
  let redis: RedisServer;
  let app: TestApp;
  let admin = '';
  let operations: [name: string, operation: Operation][] = [];
  let schemas: Record<string, Schema>;

  beforeAll(async () => {
    redis = await startRedis();
    app = await startApp({ REDIS_URL: redis.url });
    await app.app.get(DemoSeed, { strict: false }).run('no password');
    admin = (await app.signUp('admin')).token;
    await until(async () => (await app.get('cache/availability', { token: admin })).body.available);
    await until(async () => (await app.get('cache/instances', { token: admin })).body.items.length > 0);
    const { body } = await app.get('/openapi.json');
    const paths = body.paths as Record<string, Record<string, Operation>>;
    schemas = body.components.schemas;
    operations = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/v1/cache/'))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]): [string, Operation] => [
          `${method.toUpperCase()} ${path}`,
          operation,
        ]),
      );
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  const undocumented = async ([name, { responses }]: [string, Operation]) => {
    const [method = '', path = ''] = name.split(' ');
    if (name in QUERIES) await app.get('settings/booking?businessId=1', { token: admin });
    const answer = await app.call(method, path.replace('{barberId}', '1') + (QUERIES[name] ?? ''), {
      token: admin,
      body: BODIES[name],
    });
    const schema = responses[String(answer.status)]?.content?.['application/json']?.schema;
    return complaints(answer.body, resolved(schema ?? {}, schemas), '').map(
      (complaint) => `${name}: ${complaint}`,
    );
  };

  it('have every field documented that they have, of the type it has, and have every required one', async () => {
    // Writes first: reads have something to reveal then.
    const all = operations.toSorted(([left], [right]) => right.localeCompare(left));
    expect(all.length).toBeGreaterThan(14);
    const found: string[] = [];
    for (const operation of all) found.push(...(await undocumented(operation)));
    expect(found).toEqual([]);
  });

  it('have so while Redis is away, and much is null', async () => {
    await redis.kill();
    await until(
      async () => (await app.get('cache/stats', { token: admin })).body.suspended?.reasons.length > 0,
    );
    const found: string[] = [];
    for (const operation of operations) {
      // Without its store, an entry is a problem.
      if (operation[0].startsWith('GET') && !(operation[0] in QUERIES))
        found.push(...(await undocumented(operation)));
    }
    expect(found).toEqual([]);
  });
});

/** The schema with every reference replaced by what it refers to, and alternatives merged: an object or null. */
function resolved(schema: Schema, schemas: Record<string, Schema>): Schema {
  const { $ref, anyOf = [], allOf = [], ...rest } = schema;
  if ($ref !== undefined) return resolved(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  const parts = [...anyOf, ...allOf].map((part) => resolved(part, schemas));
  const merged: Schema = Object.assign({}, rest, ...parts);
  const fields = merged.properties && Object.entries(merged.properties);
  return {
    ...merged,
    type: [rest, ...parts].flatMap(({ type = [] }) => type),
    ...(merged.items === undefined ? {} : { items: resolved(merged.items, schemas) }),
    ...(fields && {
      properties: Object.fromEntries(fields.map(([name, field]) => [name, resolved(field, schemas)])),
    }),
  };
}

/** Where a value is not what its schema says, or the schema does not say what it is. */
function complaints(value: unknown, schema: Schema, at: string): string[] {
  const types = [schema.type ?? []].flat();
  if (OF_ANY_SHAPE.includes(at)) return [];
  if (types.length === 0) return [`${at} has no type`];
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const isWhole = types.includes('integer') && Number.isInteger(value);
  if (!types.includes(type) && !isWhole) return [`${at} is documented as ${types.join('|')} and is ${type}`];
  if (schema.enum?.includes(value) === false) return [`${at} is documented without ${String(value)}`];
  if (typeof value === 'string' && INSTANT.test(value) !== (schema.format === 'date-time')) {
    return [`${at} is documented as ${schema.format ?? 'any text'} and is ${value}`];
  }
  if (Array.isArray(value)) {
    if (schema.items?.type === undefined) return [`${at} has items without a type`];
    const { items } = schema;
    return [...new Set(value.flatMap((item) => complaints(item, items, `${at}[]`)))];
  }
  if (typeof value !== 'object' || value === null) return [];
  const missing = (schema.required ?? []).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${at}.${name} is required and missing`),
    ...Object.entries(value).flatMap(([name, field]) => {
      const documented = schema.properties?.[name];
      return documented === undefined
        ? [`${at}.${name} is not documented`]
        : complaints(field, documented, `${at}.${name}`);
    }),
  ];
}
