import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
/** More than the tests before the last one send. */
const REQUESTS = 100;
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('a request', () => {
  let directory: string;
  let database: TestDatabase;
  let server: ServerProcess;
  let api: ApiClient;
  let token: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'request-id-'));
    database = await createTestDatabase();
    server = new ServerProcess(
      {
        DATABASE_URL: database.url,
        CACHE_WARM_UP_CRON: '',
        LOG_LEVEL: 'debug',
        RATE_LIMIT_PER_MINUTE: String(REQUESTS),
      },
      directory,
    );
    api = new ApiClient(await server.listening());
    const account = { email: 'ann@example.com', password: 'correct horse battery' };
    await api.post('auth/register', { ...account, name: 'Ann' });
    await database.query(`UPDATE users SET role = 'admin'`);
    token = (await api.post('auth/login', account)).body.accessToken;
  });
  afterAll(async () => {
    server.interrupt();
    await server.ended;
    await database.drop();
    await rm(directory, { recursive: true });
  });

  const lines = () =>
    server.output
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const lineOf = async (requestId: string) => {
    await until(() => lines().some((line) => line['requestId'] === requestId));
    return lines().find((line) => line['requestId'] === requestId);
  };

  it.each(['/health', '/docs/problems', '/nowhere', '/%zz', '/api/v1/locations', '/api/v1/users/me'])(
    'keeps the id that it was sent with: %s',
    async (path) => {
      const { headers } = await api.get(path, { headers: { 'x-request-id': 'from.the-proxy:1' } });
      expect(headers.get('x-request-id')).toBe('from.the-proxy:1');
    },
  );

  it('gets an id of its own without one, also where the answer is cached', async () => {
    const path = 'users/me/timezone';
    const ids = [];
    for (let n = 0; n < 3; n++) ids.push((await api.get(path, { token })).headers.get('x-request-id'));
    for (const id of ids) expect(id).toMatch(UUID);
    expect(new Set(ids).size).toBe(3);
  });

  it.each(['two words', 'a,b', '<script>', '{"level":"fatal"}', '../../etc/passwd', 'x'.repeat(129)])(
    'gets an id of its own instead of a hostile one: %s',
    async (sent) => {
      const { headers, body } = await api.get('nowhere', { headers: { 'x-request-id': sent } });
      expect(headers.get('x-request-id')).toMatch(UUID);
      expect(body.instance).toBe(`/requests/${headers.get('x-request-id')}`);
    },
  );

  it('that is malformed has an id as well', async () => {
    const answer = await raw(api.origin, 'garbage\r\n\r\n');
    const id = /^x-request-id: (\S+)\r$/m.exec(answer)?.[1];
    expect(id).toMatch(UUID);
    expect(answer).toContain(`"instance":"/requests/${id}"`);
  });

  it('is named by its problem, whose type is absolute whatever the host', async () => {
    const { body } = await api.get('nowhere', { headers: { 'x-request-id': 'lost' } });
    expect(body).toMatchObject({
      instance: '/requests/lost',
      type: `${api.origin}/docs/problems#not-found`,
    });
    const answer = await raw(api.origin, 'GET /nowhere HTTP/1.1\r\nHost: a"b<c\r\nConnection: close\r\n\r\n');
    expect(answer).toContain(`"type":"${api.origin}/docs/problems#invalid-request"`);
  });

  it('that fails can be found in the log by the id that its answer names', async () => {
    await database.query('ALTER TABLE businesses RENAME COLUMN name TO elsewhere');
    try {
      const headers = { 'x-request-id': 'read-1', traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };
      const read = await api.get('businesses', { headers, token });
      expect([read.status, read.body.instance]).toEqual([500, '/requests/read-1']);
      expect(read.body.detail).toContain('read-1');
      expect(await lineOf('read-1')).toMatchObject({ level: 'error', context: 'Http', traceId: TRACE_ID });
      const write = await api.post('businesses', { name: 'Brooklyn' }, { token });
      expect(write.status).toBe(500);
      const line = await lineOf(write.headers.get('x-request-id') ?? '');
      expect(line).toMatchObject({ level: 'error' });
      expect(line).not.toHaveProperty('traceId');
    } finally {
      await database.query('ALTER TABLE businesses RENAME COLUMN elsewhere TO name');
    }
  });

  it.each<[number, (headers: Record<string, string>) => Promise<unknown>]>([
    [413, (headers) => api.post('auth/login', { password: 'x'.repeat(70_000) }, { headers })],
    [400, (headers) => api.post('auth/login', '{', { headers })],
    [401, (headers) => api.get('users/me', { headers })],
    [
      429,
      async (headers) => {
        for (let n = 0; n < REQUESTS; n++) await api.get('locations');
        return api.get('locations', { headers });
      },
    ],
  ])('that is refused early, with %i, is named by its answer and its log line', async (status, request) => {
    const id = `refused-${status}`;
    expect(await request({ 'x-request-id': id })).toMatchObject({
      status,
      body: { instance: `/requests/${id}` },
    });
    expect(await lineOf(id)).toMatchObject({ level: 'debug', context: 'Http' });
  });
});

/** What the server writes until it closes the connection. */
async function raw(origin: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}
