import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DemoSeed } from '../../src/database/demo/demo-seed.js';
import { PROBLEMS } from '../../src/http/problem.js';
import { startApp, type TestApp } from '../support/app.js';
import { listRoutes } from '../support/routes.js';

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  example?: unknown;
  examples?: unknown;
}
type Content = Record<
  string,
  { schema?: Schema; example?: unknown; examples?: Record<string, { value: any }> }
>;
interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: { name: string; in: string; schema: Schema; example?: unknown }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content; headers?: object }>;
}

describe('the API’s description', () => {
  let app: TestApp;
  let document: {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema>; securitySchemes: object };
  };
  const operations: [name: string, operation: Operation][] = [];

  beforeAll(async () => {
    app = await startApp();
    document = (await app.get('/openapi.json')).body;
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        operations.push([`${method.toUpperCase()} ${path}`, operation]);
      }
    }
  });
  afterAll(() => app.close());

  /** What is wrong with whom, so that one failing run names every gap. */
  const gaps = (complaint: (name: string, operation: Operation) => unknown) =>
    operations.filter(([name, operation]) => complaint(name, operation)).map(([name]) => name);

  it('is OpenAPI 3.1, with a bearer scheme', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.components.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } });
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('has every route of the application, and no other', async () => {
    const routes = await listRoutes(app.database.url);
    const routed = routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(operations.map(([name]) => name).toSorted()).toEqual(routed.toSorted());
  });

  it('has no two operations of one name', () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of each operation what it does and where it belongs', () => {
    expect(gaps((_, { summary, tags }) => !summary || !tags?.length)).toEqual([]);
  });

  it('gives each operation an answer with a schema', () => {
    expect(
      gaps((_, { responses }) => {
        const success = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        return (
          success.length === 0 ||
          success.some(
            ([status, { content }]) => status !== '204' && !Object.values(content ?? {})[0]?.schema,
          )
        );
      }),
    ).toEqual([]);
  });

  it('gives each body and parameter a schema', () => {
    expect(
      gaps((_, { requestBody, parameters = [] }) => {
        const body = requestBody && Object.values(requestBody.content)[0]?.schema;
        return (requestBody && !body) || parameters.some(({ schema }) => !schema);
      }),
    ).toEqual([]);
  });

  it('gives an example of every field and parameter', () => {
    const missing = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      fieldsWithout(schema, name),
    );
    for (const [name, { parameters = [] }] of operations) {
      for (const parameter of parameters) {
        if (!hasExample(parameter) && !hasExample(parameter.schema)) {
          missing.push(`${name} ?${parameter.name}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });

  it('has examples of bookings that the demo shop takes', async () => {
    await app.app.get(DemoSeed, { strict: false }).run('no password');
    const { token } = await app.signUp();
    const content = document.paths['/api/v1/bookings']?.['post']?.requestBody?.content ?? {};
    const examples = Object.values(content['application/json']?.examples ?? {});
    expect(examples.length).toBeGreaterThan(1);
    for (const { value } of examples) {
      expect((await app.post('bookings', value, { token })).status).toBe(201);
    }
    const date = (path: string) =>
      document.paths[path]?.['get']?.parameters?.find(({ name }) => name === 'date')?.schema.example;
    const slots = await app.get(
      `bookings/available-slots?date=${String(date('/api/v1/bookings/available-slots'))}`,
    );
    expect(slots.body.slots).not.toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    const missing = [...references].filter(
      ([, name]) => document.components.schemas[name ?? ''] === undefined,
    );
    expect(missing.map(([, name]) => name)).toEqual([]);
  });

  it('lists each operation’s errors as problems with known codes', () => {
    const unguarded = /^GET \/(health|metrics)/;
    expect(
      gaps((name, { responses, security }) => {
        const codes = Object.entries(responses).flatMap(([status, { content }]) =>
          Object.entries(content?.['application/problem+json']?.examples ?? {}).map(([code, { value }]) => {
            const [expected] = PROBLEMS[code as keyof typeof PROBLEMS];
            return value.code === code && expected === Number(status) ? code : 'wrong';
          }),
        );
        if (codes.includes('wrong')) return true;
        if (unguarded.test(name)) return false;
        const needsToken = security?.length === 1;
        return (
          !['internal-error', 'database-unavailable', 'rate-limited'].every((code) => codes.includes(code)) ||
          (needsToken && !codes.includes('unauthenticated'))
        );
      }),
    ).toEqual([]);
  });

  it('has what any route may answer: to a wrong token, even a probe’s, and to a body where none is read', () => {
    const probes = operations.filter(([name]) => name.startsWith('GET /health'));
    expect(probes.length).toBeGreaterThan(3);
    expect(gaps((name, { responses }) => name.startsWith('GET /health') && !('401' in responses))).toEqual(
      [],
    );
    const writes = operations.filter(([name, { requestBody }]) => !name.startsWith('GET ') && !requestBody);
    expect(writes.length).toBeGreaterThan(3);
    expect(
      writes.filter(([, { responses }]) => !('413' in responses && '415' in responses)).map(([name]) => name),
    ).toEqual([]);
  });

  it('says which fields a booking needs', () => {
    expect(document.components.schemas['NewAppointmentDto']?.allOf).toEqual([
      { anyOf: [{ required: ['serviceId'] }, { required: ['service'] }] },
      { oneOf: [{ required: ['startsAt'] }, { required: ['date', 'time'] }] },
    ]);
  });

  it('declares the headers that answers have', () => {
    const headersOf = (path: string, status: string) =>
      Object.keys(document.paths[path]?.['get']?.responses[status]?.headers ?? {});
    const always = ['X-Request-Id', 'X-Response-Time', 'X-Cache-Status'];
    expect(gaps((_, { responses }) => !hasHeaders(responses, always))).toEqual([]);
    expect(headersOf('/api/v1/bookings/available-slots', '200')).toEqual(
      expect.arrayContaining(['ETag', 'Cache-Status', 'Cache-Control']),
    );
    for (const status of ['200', '304'])
      expect(headersOf('/api/v1/users/me', status).filter((name) => /^(ETag|Cache-.*)$/.test(name))).toEqual([
        'ETag',
      ]);
    expect(headersOf('/api/v1/locations', '429')).toEqual(
      expect.arrayContaining(['Retry-After', 'RateLimit', 'RateLimit-Policy']),
    );
  });

  it('declares ids as integers wherever they are', () => {
    const ids = [...JSON.stringify(document).matchAll(/"(\w*[iI]d)":\{"type":(\[?"\w+")/g)];
    expect(ids.length).toBeGreaterThan(20);
    expect(ids.filter(([, , type]) => type?.includes('"number"')).map(([, name]) => name)).toEqual([]);
  });

  it('has pages, served from here', async () => {
    const page = await app.get<string>('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      const url = new URL(asset, `${app.origin}/docs`);
      expect(url.origin).toBe(app.origin);
      expect((await app.get(url.pathname)).status).toBe(200);
    }
  });

  it('has a page of all problems', async () => {
    const { body } = await app.get<string>('/docs/problems');
    for (const code of Object.keys(PROBLEMS)) expect(body).toContain(`id="${code}"`);
  });
});

const hasHeaders = (responses: Operation['responses'], names: readonly string[]) =>
  Object.values(responses).every(({ headers = {} }) => names.every((name) => name in headers));

const hasExample = (thing: { example?: unknown; examples?: unknown; schema?: Schema }) =>
  thing.example !== undefined || thing.examples !== undefined;

/** The fields of a schema, nested ones included, that have no example, neither their own nor that of what they refer to. */
function fieldsWithout(schema: Schema, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = `${path}.${name}`;
    const parts = [field, ...(field.allOf ?? []), ...(field.oneOf ?? []), ...(field.anyOf ?? [])];
    if (parts.some((part) => hasExample(part) || part.$ref || part.items?.$ref)) return [];
    if (parts.some((part) => part.properties)) return parts.flatMap((part) => fieldsWithout(part, at));
    if (field.items?.properties) return fieldsWithout(field.items, at);
    return [at];
  });
}
