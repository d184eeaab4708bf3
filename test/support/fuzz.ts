import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ApiClient } from './app.js';

/** In an answer: a person's field. What is said of a request's fields is not one. */
const NAMES_PERSON = /"(?:email|clientName)":"/;

/** What a schema of the document may have. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  example?: unknown;
  maximum?: number;
}
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
  example?: unknown;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema; examples?: object }> }>;
}
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** They take seconds when they are valid, unless they are a dry run. */
const SLOW = new Set(['post /api/v1/cache/warm-up', 'post /api/v1/cache/preload']);
/** A stream, which ends only if it is refused. */
const ENDLESS = 'get /api/v1/bookings/live';

/** They end the sessions or the accounts that they are sent with, so they have tokens of their own. */
const ENDS_CALLERS = /\/(logout-all|auth\/session)$|^(patch|delete) .*\/users\//;

/** The largest id. */
const LARGEST = 2 ** 31 - 1;
/** They make some answers depend on a location. */
const DAYS = new Set(['from', 'to']);

const HOSTILE: readonly unknown[] = [
  '',
  ' ',
  '\0',
  '\ud800',
  '🦔',
  'x'.repeat(3000),
  "'; DROP TABLE users; --",
  '{{7*7}}',
  '%00',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'null',
  '1e3',
  '-1',
  '0',
  '2147483648',
  '9'.repeat(40),
  '2027-02-30',
  '0000-00-00',
  '24:00',
  '25:61',
  'Mars/Olympus',
  '+01:00',
  '2027-03-14T13:00:00',
  '<script>',
  '*',
  '$1',
  '\r\nX-Evil: 1',
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  true,
  false,
  null,
  [],
  {},
  [[]],
  [null],
  { a: { b: { c: 1 } } },
  Array.from({ length: 1200 }, () => 1),
];
const BODIES = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '1',
  '{"a":1}',
  '{"__proto__":{}}',
  '['.repeat(3000),
  '{"a":'.repeat(500),
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'application/x-www-form-urlencoded',
  'x',
];
const HEADERS: readonly (readonly [string, string])[] = [
  ['accept', 'text/markdown'],
  ['accept', 'a/b;q=x,'.repeat(300)],
  ['if-match', '"1"'],
  ['if-match', '"no such version"'],
  ['if-none-match', '*'],
  ['idempotency-key', 'a-key'],
  ['idempotency-key', 'x'.repeat(300)],
  ['x-request-id', 'x'.repeat(300)],
  ['accept-encoding', 'br;q=0, gzip'],
  ['traceparent', 'nonsense'],
  ['prefer', 'respond-async'],
];

/** Repeatable random numbers (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Sends requests made from the API's own description, valid ones, nearly valid ones and hostile ones, and finds answers that
 * the description does not have.
 */
export class Fuzz {
  private readonly random: () => number;
  private readonly ajv = new Ajv2020({ strict: false, allErrors: false });
  private readonly operations: readonly {
    name: string;
    method: string;
    path: string;
    operation: Operation;
  }[];

  constructor(
    private readonly document: ApiDocument,
    private readonly tokens: readonly (string | undefined)[],
    seed: number,
    private readonly expendable: readonly (string | undefined)[] = tokens,
  ) {
    this.random = randomOf(seed);
    formats.default(this.ajv);
    this.ajv.addSchema({ $id: 'api', components: document.components });
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        const name = `${method} ${path}`;
        return operation === undefined ? [] : [{ name, method, path, operation }];
      }),
    );
  }

  /** @returns what is wrong with the answers, each thing once with a request that shows it, and how many had each status */
  async run(client: ApiClient, requests: number, lanes = 8) {
    const wrong = new Map<string, string>();
    const statuses = new Map<number, number>();
    let left = requests;
    const lane = async () => {
      while (left-- > 0) {
        const { name, method, operation, url, call } = this.next();
        const answer = await client.call(method.toUpperCase(), url, call);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const fault = this.faultOf(operation, answer);
        if (fault !== undefined)
          wrong.set(`${name}: ${fault}`, `${url.slice(0, 200)} ${JSON.stringify(call).slice(0, 300)}`);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return { wrong: [...wrong].map(([fault, request]) => `${fault}\n    ${request}`), statuses };
  }

  /** @returns what is wrong with the answers of reads whose query names what does not exist */
  async aboutNothing(client: ApiClient): Promise<string[]> {
    const wrong: string[] = [];
    for (const { name, path, operation } of this.operations) {
      const parameters = operation.parameters ?? [];
      const ids = parameters.filter(
        ({ in: place, schema }) => place === 'query' && schema?.maximum === LARGEST,
      );
      for (const id of name.startsWith('get ') && name !== ENDLESS ? ids : []) {
        const query = new URLSearchParams({ [id.name]: String(LARGEST) });
        for (const each of parameters.filter((other) => other.in === 'query' && other !== id)) {
          if (each.required === true || DAYS.has(each.name)) query.append(each.name, this.value(each, 0));
        }
        const url = `${path.replaceAll(/\{\w+\}/g, '1')}?${query.toString()}`;
        const token = this.tokens[0];
        const fault = this.faultOf(operation, await client.get(url, token === undefined ? {} : { token }));
        if (fault !== undefined) wrong.push(`${name}: ${fault}\n    ${url}`);
      }
    }
    return wrong;
  }

  private next() {
    const chosen = this.pick(this.operations);
    const { name, operation } = chosen;
    // A request is as hostile as one part in so many is.
    const hostility = this.pick([0, 0.1, 0.1, 0.3, 0.8]);
    const parameters = operation.parameters ?? [];
    let url = chosen.path;
    for (const parameter of parameters.filter((each) => each.in === 'path')) {
      const value = encodeURIComponent(wellFormed(this.value(parameter, hostility / 2)).slice(0, 190));
      url = url.replace(`{${parameter.name}}`, value === '' || /^\.+$/.test(value) ? 'x' : value);
    }
    const query = new URLSearchParams();
    for (const parameter of parameters.filter((each) => each.in === 'query')) {
      if (this.random() < 0.7) query.append(parameter.name, wellFormed(this.value(parameter, hostility)));
    }
    if (name === ENDLESS || this.random() < hostility / 3) query.append('unknown', '1');
    if (query.size > 0) url += `?${query.toString()}`;
    const token = this.pick(ENDS_CALLERS.test(name) ? this.expendable : this.tokens);
    const headers = Object.fromEntries(this.random() < 0.3 ? [this.pick(HEADERS)] : []);
    const body = this.body(name, operation, chosen.method, hostility);
    if (body !== undefined && this.random() < hostility / 4) headers['content-type'] = this.pick(TYPES);
    return {
      ...chosen,
      url,
      call: { headers, ...(token === undefined ? {} : { token }), ...(body === undefined ? {} : { body }) },
    };
  }

  private body(name: string, { requestBody }: Operation, method: string, hostility: number): unknown {
    if (method === 'get') return undefined;
    const schema = requestBody?.content['application/json']?.schema;
    if (this.random() < hostility / 4)
      return this.pick([...BODIES, ...(this.random() < 0.05 ? [`"${'x'.repeat(70_000)}"`] : [])]);
    if (schema === undefined) return undefined;
    const valid = this.sample(schema, hostility, 0);
    if (!SLOW.has(name) || hostility > 0) return valid;
    return name.endsWith('warm-up') ? { ...(valid as object), dryRun: true } : { unknown: 1 };
  }

  private value({ schema = {}, example }: Parameter, hostility: number): string {
    if (this.random() < hostility) return String(this.pick(HOSTILE));
    return String(this.random() < 0.5 && example !== undefined ? example : this.sample(schema, 0, 0));
  }

  private sample(schema: Schema, hostility: number, depth: number): unknown {
    if (depth > 0 && this.random() < hostility) return this.pick(HOSTILE);
    const { $ref, allOf, anyOf } = schema;
    if ($ref !== undefined)
      return this.sample(
        this.document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {},
        hostility,
        depth,
      );
    if (schema.properties !== undefined) {
      const fields = Object.entries(schema.properties)
        .filter(() => this.random() < 0.8)
        .map(([field, of]) => [field, this.sample(of, hostility, depth + 1)]);
      if (this.random() < hostility / 2) fields.push([this.pick(['unknown', 'role', 'id']), 1]);
      return Object.fromEntries(fields);
    }
    if (schema.example !== undefined) return schema.example;
    if (schema.enum !== undefined) return this.pick(schema.enum);
    const part = allOf?.[0] ?? anyOf?.[0];
    if (part !== undefined) return this.sample(part, hostility, depth);
    if (schema.items !== undefined) return [this.sample(schema.items, hostility, depth + 1)];
    return [schema.type].flat().includes('integer') ? 1 + Math.floor(this.random() * 3) : 'text';
  }

  private faultOf(
    { responses }: Operation,
    { status, headers, body }: { status: number; headers: Headers; body: unknown },
  ): string | undefined {
    const code = (body as { code?: string } | null)?.code ?? '';
    // This one reveals a busy machine; how many may be is the caller's to say.
    if (status >= 500 && code !== 'overloaded')
      return `answers ${status} ${JSON.stringify(body).slice(0, 300)}`;
    const response = responses[String(status)];
    if (response === undefined) return `answers ${status} ${code}, which is not documented`;
    const type = headers.get('content-type')?.split(';', 1)[0];
    if (type === undefined || type === '') return undefined;
    const content = response.content?.[type];
    if (content === undefined) return `answers ${status} as ${type}, which is not documented`;
    if (status >= 400 && type === 'application/problem+json' && !(code in (content.examples ?? {})))
      return `answers ${status} ${code}, a code that is not documented`;
    if (!/\bjson\b/.test(type) || content.schema === undefined) return undefined;
    if (NAMES_PERSON.test(JSON.stringify(body)) && headers.get('cache-control') !== 'private, no-store')
      return `names a person, with cache-control ${headers.get('cache-control')}`;
    const validate = this.ajv.compile(absolute(content.schema));
    if (validate(body)) return undefined;
    return `answers ${status} against its schema: ${this.ajv.errorsText(validate.errors)}`;
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)] as Item;
  }
}

/** References as the validator resolves them. Compiled once a schema, since the validator knows objects by identity. */
const absolutes = new WeakMap<object, object>();
function absolute(schema: Schema): object {
  let known = absolutes.get(schema);
  if (known === undefined) {
    known = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
    absolutes.set(schema, known);
  }
  return known;
}

function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '?');
}
