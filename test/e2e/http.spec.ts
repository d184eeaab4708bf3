import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

describe('every answer', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it.each(['/health', '/api/v1/users/me', '/nowhere', '/%zz', '/docs/problems'])(
    'says how long it took and whether the cache serves: %s',
    async (path) => {
      const { headers } = await app.get(path);
      expect(headers.get('x-response-time')).toMatch(/^\d+\.\d\d$/);
      expect(headers.get('x-cache-status')).toMatch(/^(un)?available$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it('that is a page cannot be framed', async () => {
    for (const path of ['/docs', '/docs/problems']) {
      expect((await app.get(path)).headers.get('x-frame-options')).toBe('DENY');
    }
  });

  it('is the same under v2', async () => {
    const { token } = await app.signUp();
    const [v1, v2] = await Promise.all(
      ['v1', 'v2'].map((version) => app.get(`/api/${version}/users/me`, { token })),
    );
    expect(v2?.status).toBe(200);
    expect(v2?.body).toEqual(v1?.body);
    expect((await app.get('/api/v3/users/me', { token })).status).toBe(404);
  });
});

describe('requests of one address', () => {
  it('are limited, probes excepted', async () => {
    const app = await startApp({ RATE_LIMIT_PER_MINUTE: '3' });
    try {
      for (let n = 0; n < 3; n++) {
        const answer = await app.get('users/me');
        expect(answer.status).toBe(401);
        expect(answer.headers.get('ratelimit')).toMatch(RegExp(`^"address";r=${2 - n};t=\\d+$`));
        expect(answer.headers.get('ratelimit-policy')).toBe('"address";q=3;w=60');
      }
      const { status, body, headers } = await app.get('users/me');
      expect([status, body.code]).toEqual([429, 'rate-limited']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await app.get('/health/live')).status).toBe(200);
      expect((await app.get('/healthy')).status).toBe(429);
    } finally {
      await app.close();
    }
  });

  it('are those of the connection, whatever the client writes, unless a proxy is trusted', async () => {
    const app = await startApp({ RATE_LIMIT_PER_MINUTE: '2' });
    try {
      const statuses: number[] = [];
      for (let n = 0; n < 3; n++) {
        const { status } = await app.get('users/me', { headers: { 'x-forwarded-for': `192.0.2.${n}` } });
        statuses.push(status);
      }
      expect(statuses).toEqual([401, 401, 429]);
    } finally {
      await app.close();
    }
  });

  it.each([
    ['a trusted network', '127.0.0.0/8,10.0.0.0/8', (n: number) => `198.51.100.${n}, 192.0.2.1, 10.0.0.${n}`],
    ['two proxies', '2', (n: number) => `198.51.100.${n}, 192.0.2.1, 203.0.113.${n}`],
  ])(
    'are those of the address that %s wrote, whatever the client wrote before',
    async (_, trusted, field) => {
      const app = await startApp({ RATE_LIMIT_PER_MINUTE: '2', TRUST_PROXY: trusted });
      const status = async (forwarded: string) =>
        (await app.get('users/me', { headers: { 'x-forwarded-for': forwarded } })).status;
      try {
        expect([await status(field(1)), await status(field(2)), await status(field(3))]).toEqual([
          401, 401, 429,
        ]);
        expect(await status(field(4).replace('192.0.2.1', '192.0.2.2'))).toBe(401);
      } finally {
        await app.close();
      }
    },
  );

  it('are those of a connection from outside of the trusted network, whatever it says', async () => {
    const app = await startApp({ RATE_LIMIT_PER_MINUTE: '2', TRUST_PROXY: '10.0.0.0/8' });
    try {
      const statuses: number[] = [];
      for (let n = 0; n < 3; n++) {
        const headers = { 'x-forwarded-for': `192.0.2.${n}, 10.0.0.1` };
        statuses.push((await app.get('users/me', { headers })).status);
      }
      expect(statuses).toEqual([401, 401, 429]);
    } finally {
      await app.close();
    }
  });
});

const LONG = 'x'.repeat(20_000);

describe('bytes that are not an HTTP request', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it.each([
    ['garbage', 400, 'invalid-request', 'garbage\r\n\r\n'],
    ['a URL without end', 431, 'headers-too-large', `GET /${LONG} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['headers without end', 431, 'headers-too-large', `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${LONG}\r\n\r\n`],
  ])('is refused as a problem: %s', async (_, status, code, bytes) => {
    const answer = await raw(app.origin, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code, status });
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
