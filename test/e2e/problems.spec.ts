import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAnswer, startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

function expectProblem(
  { status, headers, body }: ApiAnswer<any>,
  expected: [status: number, code: string],
): void {
  expect([status, body.code]).toEqual(expected);
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(body.type).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/docs\/problems#/);
  expect(body).toMatchObject({ status, instance: `/requests/${headers.get('x-request-id')}` });
  expect(body.type.endsWith(`#${expected[1]}`)).toBe(true);
  expect(body.title).toBeTruthy();
  expect(body.detail).toBeTruthy();
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.js:|SELECT|Error:/);
}

describe('errors', () => {
  let app: TestApp;
  let token: string;
  beforeAll(async () => {
    app = await startApp();
    ({ token } = await app.signUp('admin'));
  });
  afterAll(() => app.close());

  const json = (body: string, headers: Record<string, string> = {}) =>
    app.call('PUT', 'users/me/timezone', { token, body, headers });

  it.each<[string, string, string, string[]]>([
    ['an unknown field', 'bookings/available-slots?nonsense=1', 'invalid-request', ['nonsense']],
    ['an impossible date', 'bookings/available-slots?date=2027-02-30', 'invalid-request', ['date']],
    ['an unknown zone', 'bookings/available-slots?timezone=Mars/Olympus', 'invalid-request', ['timezone']],
    ['an offset for a zone', 'bookings/available-slots?timezone=%2B01:00', 'invalid-request', ['timezone']],
    ['a date twice', 'bookings/available-slots?date=2027-03-14&date=2027-03-15', 'invalid-request', ['date']],
    ['a list of dates', 'bookings/available-slots?date[]=2027-03-14', 'invalid-request', ['date[]']],
    ['ids that are none', 'bookings/available-slots?barberId=1.5&serviceId=0x1', 'invalid-request', []],
  ])('%s is refused', async (_, path, code, fields) => {
    const answer = await app.get(path);
    expectProblem(answer, [400, code]);
    const said = answer.body.errors.map(({ field }: { field: string }) => field);
    expect(said).toEqual(expect.arrayContaining(fields));
    expect(said).not.toEqual([]);
  });

  it.each<[string, string, string]>([
    ['GET', 'locations?foo=1', 'foo'],
    ['GET', 'users/me?foo=1', 'foo'],
    ['PATCH', 'locations/1?foo=1', 'foo'],
    ['POST', 'bookings?foo=1', 'foo'],
  ])('a query on a route that has none is refused: %s %s', async (method, path, field) => {
    const body = method === 'GET' ? {} : { body: '{}' };
    const answer = await app.call(method, path, { token, ...body });
    expectProblem(answer, [400, 'invalid-request']);
    expect(answer.body.errors).toMatchObject([{ field }]);
  });

  it('authentication is checked before the query', async () => {
    expectProblem(await app.get('users/me?foo=1'), [401, 'unauthenticated']);
  });

  it('a body on a route that takes none is refused; an empty one is not, whatever its type', async () => {
    const answer = await app.call('DELETE', 'bookings/2147483647', { token, body: '{"x":1}' });
    expectProblem(answer, [400, 'invalid-request']);
    expect(answer.body.errors).toMatchObject([{ field: 'x' }]);
    expectProblem(await app.call('DELETE', 'bookings/2147483647', { token, body: '' }), [404, 'not-found']);
    const nothing = await app.call('POST', 'auth/login', { body: '' });
    expectProblem(nothing, [400, 'invalid-request']);
    expect(nothing.body.errors).toHaveLength(2);
  });

  it.each(['bookings/abc', 'bookings/007', 'bookings/1e3', 'bookings/2147483648', 'bookings/-1'])(
    'a malformed id: %s',
    async (path) => expectProblem(await app.get(path, { token }), [400, 'invalid-request']),
  );

  it('an id that does not exist is not found', async () => {
    for (const path of [
      'bookings/2147483647',
      'barbers/2147483647',
      'locations/2147483647',
      'services/99999',
    ]) {
      expectProblem(await app.get(path, { token }), [404, 'not-found']);
    }
  });

  it('another’s booking is not found, not forbidden', async () => {
    const [ann, bob] = await Promise.all([app.signUp(), app.signUp()]);
    const [row] = await app.database.query<{ id: number }>(
      `WITH shop AS (INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Shop', 'UTC') RETURNING id),
            barber AS (INSERT INTO barbers (location_id, name) SELECT id, 'Bo' FROM shop RETURNING id),
            service AS (INSERT INTO services (name, duration_minutes) VALUES ('Cut', 30) RETURNING id)
       INSERT INTO appointments (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from,
                                 blocked_until, timezone)
       SELECT barber.id, service.id, shop.id, $1, t, t + interval '30 min', t, t + interval '30 min', 'UTC'
       FROM shop, barber, service, (SELECT date_trunc('day', now()) + interval '7 days' AS t) AS at RETURNING id`,
      [ann.id],
    );
    const path = `bookings/${row?.id}`;
    expect((await app.get(path, { token: ann.token })).status).toBe(200);
    expectProblem(await app.get(path, { token: bob.token }), [404, 'not-found']);
    expectProblem(await app.patch(path, { notes: 'x' }, { token: bob.token }), [404, 'not-found']);
    expectProblem(await app.delete(path, { token: bob.token }), [404, 'not-found']);
  });

  it('a range over 62 days is refused', async () => {
    const path = 'barbers/1/schedule?from=2027-01-01&to=2027-03-10';
    expectProblem(await app.get(path, { token }), [400, 'invalid-request']);
  });

  it('a body over 64 KB is refused', async () => {
    const body = JSON.stringify({ timezone: 'x'.repeat(65 * 1024) });
    expectProblem(await json(body), [413, 'body-too-large']);
  });

  it.each([
    ['half of one', '{"timezone":'],
    ['none', 'timezone'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"UTC"'],
    ['a prototype', '{"__proto__":{"timezone":"UTC"}}'],
    ['64 KB of brackets', `{"timezone":${'['.repeat(32_000)}${']'.repeat(32_000)}}`],
  ])('a body must be a JSON object: %s', async (_, body) => {
    expectProblem(await json(body), [400, 'invalid-request']);
  });

  it('a body must be UTF-8, so that no letter is lost', async () => {
    const send = async (encoding: BufferEncoding) => {
      const { status, headers } = await fetch(`${app.origin}/api/v1/users/me`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=iso-8859-1' },
        body: Buffer.from('{"name":"José"}', encoding),
      });
      return [status, headers.get('content-type')];
    };
    expect(await send('latin1')).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(await send('utf8')).toEqual([200, 'application/json; charset=utf-8']);
    expect((await app.get('users/me', { token })).body.name).toBe('José');
  });

  it('a body must say it is JSON', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/xml',
      'multipart/form-data',
    ]) {
      expectProblem(await json('timezone=UTC', { 'content-type': type }), [415, 'unsupported-media-type']);
    }
  });

  it('a body is not compressed', async () => {
    const refused = await json('{"timezone":"UTC"}', { 'content-encoding': 'gzip' });
    expectProblem(refused, [415, 'unsupported-media-type']);
    expect(refused.headers.get('accept-encoding')).toBe('identity');
    expect((await json('{"timezone":"UTC"}', { 'content-encoding': 'Identity' })).status).toBe(200);
  });

  it('an unknown path, a wrong method, a malformed URL', async () => {
    expectProblem(await app.get('nothing/here?x=1'), [404, 'not-found']);
    expectProblem(await app.get('/nothing'), [404, 'not-found']);
    const wrong = await app.delete('users/me/timezone', { token });
    expectProblem(wrong, [405, 'method-not-allowed']);
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, PUT');
    expectProblem(await app.get('/api/v1/%zz'), [400, 'invalid-request']);
    expectProblem(await app.get(`bookings/${'9'.repeat(300)}`, { token }), [400, 'invalid-request']);
  });

  it('a mistake of ours is a 500 that gives nothing away', async () => {
    await app.database.query('ALTER TABLE users RENAME COLUMN timezone TO elsewhere');
    try {
      expectProblem(await app.get('users/me/timezone', { token }), [500, 'internal-error']);
      expectProblem(await app.put('users/me/timezone', { timezone: 'UTC' }, { token }), [
        500,
        'internal-error',
      ]);
    } finally {
      await app.database.query('ALTER TABLE users RENAME COLUMN elsewhere TO timezone');
    }
  });

  it('are explained where their type leads', async () => {
    const { body } = await app.get('nothing/here');
    const { origin, pathname, hash } = new URL(body.type);
    expect(origin).toBe(app.origin);
    const code = hash.slice(1);
    expect((await app.get(pathname)).body).toContain(`id="${code}"`);
  });
});

describe('the database away', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let app: TestApp;
  let token: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    const url = new URL(database.url);
    proxy = await TcpProxy.to(Number(url.port));
    url.port = String(proxy.port);
    url.hostname = '127.0.0.1';
    app = await startApp({}, { ...database, url: url.href });
    ({ token } = await app.signUp());
  });
  afterAll(async () => {
    proxy.pass();
    await app.close();
    await proxy.close();
    await database.drop();
  });

  const me = () => app.get('users/me', { token });

  it.each(['cut', 'freeze'] as const)(
    '(%s) is a 503 with Retry-After, and over once it is back',
    async (fault) => {
      // Past the cache, readers of one account wait for each other, and after two seconds the answer is `overloaded` (rule 15).
      await until(async () => (await app.get('/health')).body.status === 'healthy');
      expect((await me()).status).toBe(200);
      proxy[fault]();
      const away = await Promise.all([
        me(),
        app.put('users/me/timezone', { timezone: 'UTC' }, { token }),
        ...['locations', 'locations/1', 'services', 'barbers', 'bookings'].map((path) =>
          app.get(path, { token }),
        ),
      ]);
      for (const answer of away) {
        expectProblem(answer, [503, 'database-unavailable']);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      proxy.pass();
      let status = 503;
      for (const end = Date.now() + 20_000; status !== 200 && Date.now() < end;) ({ status } = await me());
      expect(status).toBe(200);
    },
  );
});
