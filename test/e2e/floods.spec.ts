import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MetricsServer } from '../../src/health/metrics/metrics.server.js';
import { DAY_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

/** No answer to a refused request is larger. */
const LARGEST_REFUSAL = 6000;
const TOKEN = 'a-token-of-the-monitoring';

describe('a refusal', () => {
  let app: TestApp;
  let admin: string;
  beforeAll(async () => {
    app = await startApp();
    admin = (await app.signUp('admin')).token;
  });
  afterAll(() => app.close());

  const unknown = (count: number, name = 'f') =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, 1]));

  it.each([
    ['thousands of unknown fields', unknown(6800, '')],
    ['a hundred unknown fields', unknown(98)],
    ['unknown fields with long names', unknown(40, 'x'.repeat(1400))],
    ['a deep list', `{"email":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['a long list', { email: Array(30_000).fill(1) }],
    ['many objects', { email: Array.from({ length: 999 }, () => unknown(8, '')) }],
    ['a long text', { email: `a@${'a.'.repeat(30_000)}`, password: 'x'.repeat(100) }],
  ])('of a body with %s is short', async (_, body) => {
    const answer = await app.post('auth/login', body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body).length).toBeLessThan(LARGEST_REFUSAL);
    expect(answer.body.errors.length).toBeLessThanOrEqual(20);
  });

  it.each([
    ['an unknown path', `nowhere/${'x'.repeat(15_000)}`],
    ['unknown parameters', `locations?${new URLSearchParams(unknown(1000) as never).toString()}`],
    ['parameters of a cached read', `bookings/available-slots?${'date=2027-01-01&'.repeat(800)}`],
    ['one long parameter', `bookings/available-slots?timezone=${'E'.repeat(15_000)}`],
  ])('of %s is short', async (_, path) => {
    const answer = await app.get(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(answer.body).length).toBeLessThan(LARGEST_REFUSAL);
  });

  it('says how many errors it does not list', async () => {
    const { body } = await app.post('auth/login', unknown(98));
    expect(body.detail).toMatch(/, and 80 more\.$/);
  });

  it('meets dates of another century, before they are stored', async () => {
    const { barberIds } = await createShop(app.database, { barbers: 1 });
    const barber = `barbers/${barberIds[0]}`;
    const statuses: number[] = [];
    for (const date of ['1970-01-01', '2999-12-31', new Date().toISOString().slice(0, 10)]) {
      statuses.push((await app.put(`${barber}/overrides/${date}`, { windows: [] }, { token: admin })).status);
      const body = { startsAt: `${date}T00:00Z`, endsAt: `${date}T23:00Z` };
      statuses.push((await app.post(`${barber}/time-off`, body, { token: admin })).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 200, 201]);
  });

  it('does not take long lists of a header’s', async () => {
    const ranges = Array.from({ length: 1500 }, (_, index) => `a/${index}`).join(',');
    const report = await app.get('cache/monitoring/report', { token: admin, headers: { accept: ranges } });
    expect(report.headers.get('content-type')).toContain('json');
    const tags = Array.from({ length: 1500 }, (_, index) => `"${index}"`).join(',');
    expect(
      (await app.get('settings/business-hours?locationId=1', { headers: { 'if-none-match': tags } })).status,
    ).not.toBe(304);
  });
});

describe('answers of public reads', () => {
  it('are stored for a quarter of the limit of one address', async () => {
    const app = await startApp({ RATE_LIMIT_PER_MINUTE: '60' });
    try {
      const { locationId } = await createShop(app.database, { barbers: 1 });
      const stored = async (daysAhead: number) => {
        const date = new Date(Date.now() + daysAhead * DAY_MS).toISOString().slice(0, 10);
        const path = `bookings/available-slots?date=${date}&locationId=${locationId}`;
        const { status, headers } = await app.get(path);
        expect(status).toBe(200);
        return headers.get('cache-status')?.includes('stored');
      };
      const all: unknown[] = [];
      for (let day = 1; day <= 20; day++) all.push(await stored(day));
      expect(all).toEqual([...Array(15).fill(true), ...Array(5).fill(false)]);
      expect(await stored(1)).toBe(false);
    } finally {
      await app.close();
    }
  });
});

describe('connections', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ REQUEST_TIMEOUT_MS: '1000', MAX_CONNECTIONS_PER_ADDRESS: '30' });
  });
  afterAll(() => app.close());

  const open = async (bytes: string, allowHalfOpen = false) => {
    const { hostname, port } = new URL(app.origin);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(bytes);
    return socket;
  };
  const answerOf = async (socket: Socket) => {
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  };

  it.each([
    [
      'body',
      'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
    ['header', 'GET /health HTTP/1.1\r\nHost: x\r\nX-Part: '],
  ])('whose %s never ends are closed with a problem', async (_, bytes) => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => open(bytes)));
    const answers = await Promise.all(sockets.map(answerOf));
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
        code: 'request-timeout',
        status: 408,
      });
    }
  });

  it('whose client keeps its side open after the problem are closed', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 30 }, () => open('GET /health HTTP/1.1\r\n', true)),
    );
    await Promise.all(sockets.map((socket) => once(socket.resume(), 'end')));
    const isServed = async () =>
      (await answerOf(await open('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'))) !==
      '';
    await until(() => isServed().catch(() => false), 10_000);
    for (const socket of sockets) socket.destroy();
  });

  it('whose client reads none of many large answers are closed', async () => {
    const socket = await open('GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100));
    const { server } = app.app.getHttpAdapter().getInstance();
    const isClosed = async () =>
      new Promise((done) => server.getConnections((_, count) => done(count))).then((count) => count === 0);
    try {
      await until(isClosed, 10_000);
    } finally {
      socket.destroy();
    }
  });

  it('of one address are limited', async () => {
    const sockets = await Promise.all(Array.from({ length: 30 }, () => open('GET /health HTTP/1.1\r\n')));
    const lost = () => sockets.filter((socket) => socket.readyState !== 'open').length;
    const more = await open('GET /health HTTP/1.1\r\n');
    await new Promise((closed) => more.once('close', closed));
    // The server may have had connections of the client above.
    expect(lost()).toBeLessThan(10);
    for (const socket of sockets) socket.destroy();
    const isLive = async () => (await app.get('/health/live')).status === 200;
    await until(() => isLive().catch(() => false));
  });
});

it('connections of all addresses together are limited', async () => {
  const app = await startApp({ MAX_CONNECTIONS: '3', MAX_CONNECTIONS_PER_ADDRESS: '0' });
  const { hostname, port } = new URL(app.origin);
  const sockets = Array.from({ length: 5 }, () =>
    connect(Number(port), hostname).on('error', () => undefined),
  );
  try {
    await until(() => sockets.filter((socket) => socket.closed).length === 2);
    expect(sockets.filter((socket) => !socket.closed)).toHaveLength(3);
  } finally {
    for (const socket of sockets) socket.destroy();
    await app.close();
  }
});

describe('the metrics', () => {
  it('need METRICS_TOKEN, if there is one', async () => {
    const app = await startApp({ METRICS_TOKEN: TOKEN, RATE_LIMIT_PER_MINUTE: '5' });
    try {
      const refused = await app.get('/metrics', { headers: { 'x-forwarded-for': '127.0.0.1' } });
      expect([refused.status, refused.body.code]).toEqual([401, 'unauthenticated']);
      expect(refused.headers.get('www-authenticate')).toContain('Bearer');
      expect((await app.get('/metrics', { token: TOKEN })).status).toBe(200);
      for (let n = 0; n < 3; n++) await app.get('/metrics');
      expect((await app.get('/metrics', { token: TOKEN })).status).toBe(429);
    } finally {
      await app.close();
    }
  });

  it('are at METRICS_PORT and nowhere else, if it is set', async () => {
    const app = await startApp({ METRICS_PORT: '0', METRICS_TOKEN: TOKEN });
    try {
      expect((await app.get('/metrics', { token: TOKEN })).status).toBe(404);
      const origin = `http://127.0.0.1:${app.app.get(MetricsServer, { strict: false }).port}`;
      const read = async (path: string, headers: Record<string, string> = {}) =>
        fetch(origin + path, { headers });
      expect((await read('/metrics')).status).toBe(401);
      const answer = await read('/metrics', { authorization: `Bearer ${TOKEN}` });
      expect([answer.status, await answer.text()]).toEqual([
        200,
        expect.stringContaining('cache_suspended 0'),
      ]);
      expect((await read('/api/v1/locations')).status).toBe(404);
    } finally {
      await app.close();
    }
  });
});
