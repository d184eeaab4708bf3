import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

const SHOP = 'https://shop.example';

describe('the headers for browsers', () => {
  let app: TestApp;
  let shop: { locationId: number; serviceId: number };
  beforeAll(async () => {
    app = await startApp({ TRUST_PROXY: 'true', CORS_ORIGINS: `${SHOP},https://desk.example` });
    shop = await createShop(app.database, { barbers: 2, windows: [[0, 1440]], intervalMinutes: 5 });
  });
  afterAll(() => app.close());

  it('pages load only what this server serves, and keep no token', async () => {
    for (const path of ['/docs', '/docs/problems']) {
      const { headers } = await app.get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
    }
    const page = (await app.get<string>('/docs')).body;
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>\s*\S/);
    const init = (await app.get<string>('/docs/swagger-ui-init.js')).body;
    expect(init).toMatch(/"persistAuthorization":\s*false/);
  });

  it('to keep to HTTPS, if they came by it', async () => {
    const over = async (proto: string) =>
      (await app.get('locations', { headers: { 'x-forwarded-proto': proto } })).headers.get(
        'strict-transport-security',
      );
    expect([await over('https'), await over('http')]).toEqual(['max-age=31536000', null]);
  });

  it('which pages of other origins may call the API', async () => {
    const preflight = async (origin: string) =>
      app.call('OPTIONS', 'bookings', {
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,idempotency-key',
        },
      });
    const allowed = await preflight(SHOP);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, SHOP]);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const slots = `bookings/next-available?locationId=${shop.locationId}&serviceId=${shop.serviceId}`;
    for (const path of ['locations', slots, slots, 'users/me']) {
      const { headers } = await app.get(path, { headers: { origin: SHOP } });
      expect(headers.get('access-control-allow-origin')).toBe(SHOP);
      expect(headers.get('access-control-expose-headers')).toContain('ETag');
      expect(headers.get('access-control-expose-headers')).toContain('Idempotency-Replayed');
      expect(headers.get('vary')).toMatch(/Origin/i);
    }
    const { token } = await app.signUp('admin');
    const report = await app.get('cache/monitoring/report', { token, headers: { origin: SHOP } });
    expect(report.headers.get('vary')).toMatch(/Origin, Accept\b/i);
  });

  it('large answers compressed, each form with its own tag', async () => {
    const date = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const path = `bookings/available-slots?date=${date}&locationId=${shop.locationId}&serviceId=${shop.serviceId}`;
    const plain = await app.get(path, { headers: { 'accept-encoding': 'identity' } });
    const etag = plain.headers.get('etag') ?? '';
    expect(plain.headers.get('vary')).toMatch(/Accept-Encoding/i);
    for (const encoding of ['br', 'gzip']) {
      const read = (headers = {}) => app.get(path, { headers: { 'accept-encoding': encoding, ...headers } });
      await until(async () => (await read()).headers.get('content-encoding') === encoding);
      const answer = await read();
      expect(answer.body).toEqual(plain.body);
      const own = answer.headers.get('etag') ?? '';
      expect(own).toBe(`${etag.slice(0, -1)}-${encoding}"`);
      expect((await read({ 'if-none-match': own })).status).toBe(304);
      expect((await read({ 'if-none-match': etag })).status).toBe(304);
    }
    const refused = await app.get(path, { headers: { 'accept-encoding': 'br;q=0, gzip;q=0' } });
    expect(refused.headers.get('content-encoding')).toBeNull();
    const range = path.replace('date=', `to=${date}&from=`);
    const days = await app.get(range, { headers: { 'accept-encoding': 'identity' } });
    for (const encoding of ['br', 'gzip']) {
      const answer = await app.get(range, { headers: { 'accept-encoding': encoding } });
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(answer.headers.get('etag')).toBe(`${days.headers.get('etag')?.slice(0, -1)}-${encoding}"`);
      expect(answer.body).toEqual(days.body);
    }
  });

  it('documents compressed, small answers and those of writes not', async () => {
    const encodingOf = async (method: string, path: string, body?: object) =>
      (await app.call(method, path, { body, headers: { 'accept-encoding': 'br' } })).headers.get(
        'content-encoding',
      );
    expect(await encodingOf('GET', '/api/v1/bookings')).toBeNull();
    expect(await encodingOf('GET', 'settings/business-hours?locationId=1')).toBeNull();
    const unknown = Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`field${n}`, 1]));
    expect(await encodingOf('POST', 'auth/login', unknown)).toBeNull();
  });

  it.each([
    '/openapi.json',
    '/docs/swagger-ui-init.js',
    '/docs/swagger-ui-bundle.js',
    '/docs/swagger-ui.css',
    '/docs/problems',
  ])('what stays the same is compressed once: %s', async (path) => {
    const read = async (encoding: string) => {
      const answer = await fetch(app.origin + path, { headers: { 'accept-encoding': encoding } });
      return { answer, text: await answer.text() };
    };
    const plain = await read('identity');
    for (const encoding of ['br', 'gzip']) {
      for (let times = 0; times < 2; times++) {
        const { answer, text } = await read(encoding);
        expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([
          encoding,
          'Accept-Encoding',
        ]);
        // Its length is known: it was not compressed while it was sent.
        expect(Number(answer.headers.get('content-length'))).toBeLessThan(plain.text.length);
        expect(text === plain.text).toBe(true);
      }
    }
  });

  it.each([
    ['1.1', 'Host: a\r\nHOST: b\r\n', 400],
    ['1.1', '', 400],
    ['1.1', 'Host: a/b@c\r\n', 400],
    ['1.1', 'Host: shop.example:8000\r\n', 200],
    ['1.1', 'Host: [2001:db8::1]:8000\r\n', 200],
    ['1.0', '', 200],
  ])('by requests with one Host: HTTP/%s with %p', async (version, hosts, status) => {
    const { hostname, port } = new URL(app.origin);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /api/v1/locations HTTP/${version}\r\n${hosts}Connection: close\r\n\r\n`);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/x-cache-status: available/i);
    expect(answer.includes('Send one Host header')).toBe(status === 400);
  });

  it('the rules of booking without a token, from the cache', async () => {
    const first = await app.get('settings/booking/public');
    expect(first.body).toEqual({
      businessId: 1,
      slotIntervalMinutes: 5,
      minimumNoticeMinutes: 0,
      bookingHorizonDays: 3650,
      guestBooking: false,
    });
    const second = await app.get('settings/booking/public');
    expect(second.headers.get('cache-status')).toContain('hit');
    expect((await app.get('settings/booking/public?businessId=999')).status).toBe(404);
  });
});

describe('pages of other origins', () => {
  it('may call nothing unless it is said, and with * read what needs no token', async () => {
    const app = await startApp();
    const open = await startApp({ CORS_ORIGINS: '*' }, app.database);
    try {
      const originOf = async (from: TestApp, method: string, path: string, headers = {}) =>
        (await from.call(method, path, { headers: { origin: SHOP, ...headers } })).headers.get(
          'access-control-allow-origin',
        );
      expect(await originOf(app, 'GET', 'locations')).toBeNull();
      expect(
        await originOf(app, 'OPTIONS', 'locations', { 'access-control-request-method': 'GET' }),
      ).toBeNull();
      expect(await originOf(open, 'GET', 'locations')).toBe('*');
      expect(await originOf(open, 'POST', 'bookings')).toBeNull();
      expect(
        await originOf(open, 'OPTIONS', 'bookings', { 'access-control-request-method': 'POST' }),
      ).toBeNull();
    } finally {
      await open.close();
      await app.close();
    }
  });
});
