import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.js';
import type { Role } from '../../src/auth/rights.js';
import { parseEnv } from '../../src/config/env.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { closedAtLast } from './leftovers.js';

export interface ApiAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Call {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Calls an API over a real socket; paths are relative to `/api/v1` unless they start with a slash. */
export class ApiClient {
  constructor(readonly origin: string) {}

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async call<Body = any>(
    method: string,
    path: string,
    { token, body, headers }: Call = {},
  ): Promise<ApiAnswer<Body>> {
    const response = await fetch(
      path.startsWith('/') ? this.origin + path : `${this.origin}/api/v1/${path}`,
      {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  }

  get = <Body = any>(path: string, call?: Call) => this.call<Body>('GET', path, call);
  post = <Body = any>(path: string, body?: unknown, call?: Call) =>
    this.call<Body>('POST', path, { ...call, body });
  put = <Body = any>(path: string, body?: unknown, call?: Call) =>
    this.call<Body>('PUT', path, { ...call, body });
  patch = <Body = any>(path: string, body?: unknown, call?: Call) =>
    this.call<Body>('PATCH', path, { ...call, body });
  delete = <Body = any>(path: string, call?: Call) => this.call<Body>('DELETE', path, call);
}

export class TestApp extends ApiClient {
  constructor(
    origin: string,
    readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
    private readonly ownsDatabase: boolean,
  ) {
    super(origin);
  }

  /** Registers a user, sets the role and the locations by SQL, and returns the user's id and token. */
  async signUp(
    role: Role = 'client',
    locationIds: readonly number[] = [],
  ): Promise<{ id: number; email: string; token: string }> {
    const email = `${role}-${Math.random().toString(36).slice(2)}@example.com`;
    const password = 'correct horse battery';
    const registered = await this.post<{ id: number }>('auth/register', {
      email,
      password,
      name: `A ${role}`,
    });
    if (registered.status !== 201) throw new Error(`register answered ${registered.status}`);
    const { id } = registered.body;
    if (role !== 'client') await this.database.query('UPDATE users SET role = $2 WHERE id = $1', [id, role]);
    for (const location of locationIds) {
      await this.database.query('INSERT INTO user_locations VALUES ($1, $2)', [id, location]);
    }
    const { body } = await this.post<{ accessToken: string }>('auth/login', { email, password });
    return { id, email, token: body.accessToken };
  }

  readonly close = closedAtLast(async () => {
    await this.app.close();
    if (this.ownsDatabase) await this.database.drop();
  });
}

/**
 * The application in this process, on a free port and an empty database of its own (or the one given), without rate
 * limits and without Redis unless `environment` says otherwise.
 */
export async function startApp(
  environment: Record<string, string> = {},
  existing?: TestDatabase,
): Promise<TestApp> {
  const database = existing ?? (await createTestDatabase());
  const app = await createApp(
    parseEnv({
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      RATE_LIMIT_PER_MINUTE: '0',
      LOGIN_FAILURES_PER_MINUTE: '0',
      LOG_LEVEL: 'fatal',
      CACHE_WARM_UP_CRON: '',
      // A stalled machine must not be mistaken for a Redis that hangs.
      REDIS_COMMAND_TIMEOUT_MS: '2000',
      ...environment,
    }),
  );
  await app.listen(0, '127.0.0.1');
  return new TestApp(await app.getUrl(), app, database, existing === undefined);
}
