import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LoginFailures } from '../../src/auth/login-failures.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const PASSWORD = 'correct horse battery';

describe('accounts', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const register = (over: object = {}) =>
    app.post('auth/register', { email: 'ann@example.com', password: PASSWORD, name: 'Ann', ...over });
  const login = (email: string, password = PASSWORD) => app.post('auth/login', { email, password });

  it('are created as clients, regardless of the requested role', async () => {
    const made = await register({ email: 'Ann@Example.COM', timezone: 'europe/berlin' });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(Number),
      email: 'ann@example.com',
      name: 'Ann',
      role: 'client',
      timezone: 'Europe/Berlin',
      verified: false,
      locationIds: [],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect((await register({ email: 'eve@example.com', role: 'admin' })).body.errors).toEqual([
      { field: 'role', message: 'is not a field of this request' },
    ]);
  });

  it('have a unique e-mail address, ignoring case; registering does not reveal whether it is taken', async () => {
    await register();
    const before = (await register({ email: 'before@example.com' })).body;
    const again = await register({
      email: 'ANN@example.com',
      password: 'another horse battery',
      name: 'Eve',
    });
    const after = (await register({ email: 'after@example.com' })).body;
    expect([again.status, again.body]).toEqual([
      201,
      { ...after, id: before.id + 1, email: 'ann@example.com', name: 'Eve', createdAt: expect.any(String) },
    ]);
    expect(after.id).toBe(before.id + 2);
    expect(Object.keys(again.body)).toEqual(Object.keys(after));
    expect((await login('ann@example.com')).body.user.name).toBe('Ann');
    expect((await login('ann@example.com', 'another horse battery')).status).toBe(401);
  });

  it('log in and get a token that identifies them', async () => {
    await register();
    const { status, body } = await login('ANN@EXAMPLE.com');
    expect(status).toBe(200);
    expect(body).toMatchObject({ tokenType: 'Bearer', expiresIn: 900, user: { email: 'ann@example.com' } });
    const me = await app.get('users/me', { token: body.accessToken });
    expect(me.body).toEqual(body.user);
    expect(me.headers.get('cache-control')).toMatch(/private|no-store/);
  });

  it('do not reveal whether the address or the password was wrong', async () => {
    await register();
    const [wrong, unknown] = [await login('ann@example.com', 'wrong'), await login('unknown@example.com')];
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid-credentials']);
    expect({ ...unknown.body, instance: wrong.body.instance }).toEqual(wrong.body);
  });

  it('log in even if an expired token is sent along', async () => {
    await register();
    const again = await app.post(
      'auth/login',
      { email: 'ann@example.com', password: PASSWORD },
      { token: 'old' },
    );
    expect(again.status).toBe(200);
  });

  it.each([
    ['email', { email: 'ann' }],
    ['email', { email: 'ann@example.com\0' }],
    ['email', { email: 'änn@example.com' }],
    ['email', { email: ['ann@example.com'] }],
    ['password', { password: 'short' }],
    ['password', { password: 'x'.repeat(129) }],
    ['password', { password: 'Password123' }],
    ['password', { email: 'ann.lee@example.com', password: 'Ann.Lee@example.com' }],
    ['password', { email: 'ann-smith@example.com', password: 'ann-smith' }],
    ['name', { name: ' ' }],
    ['name', { name: 'a\0b' }],
    ['timezone', { timezone: '+01:00' }],
    ['timezone', { timezone: 'Mars/Olympus' }],
  ])('are refused with a bad %s: %j', async (field, over) => {
    const { status, body } = await register(over);
    expect([status, body.errors[0].field]).toEqual([400, field]);
  });

  it('keep and change a time zone', async () => {
    const { token } = await app.signUp();
    expect((await app.get('users/me/timezone', { token })).body).toEqual({ timezone: null });
    const put = await app.put('users/me/timezone', { timezone: 'Asia/Calcutta' }, { token });
    expect([put.status, put.body]).toEqual([200, { timezone: 'Asia/Calcutta' }]);
    expect((await app.get('users/me/timezone', { token })).body).toEqual({ timezone: 'Asia/Calcutta' });
    expect((await app.put('users/me/timezone', { timezone: null }, { token })).body).toEqual({
      timezone: null,
    });
    expect((await app.put('users/me/timezone', {}, { token })).status).toBe(400);
  });

  it('that were deleted have no rights any more', async () => {
    const { id, token } = await app.signUp();
    await app.database.query('DELETE FROM users WHERE id = $1', [id]);
    for (const answer of [
      await app.get('users/me', { token }),
      await app.put('users/me/timezone', { timezone: 'UTC' }, { token }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    }
  });

  it.each(['Bearer', 'Bearer x', 'Basic YTpi', 'Bearer a.b.c', 'nonsense'])(
    'are rejected with %p, even on public routes',
    async (authorization) => {
      for (const path of ['users/me', '/health']) {
        const { status, body, headers } = await app.get(path, { headers: { authorization } });
        expect([status, body.code]).toEqual([401, 'unauthenticated']);
        expect(headers.get('www-authenticate')).toBe('Bearer realm="BookedBarber", error="invalid_token"');
      }
    },
  );

  it('get a challenge if a required token is missing', async () => {
    const { status, headers } = await app.get('users/me');
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="BookedBarber"']);
  });
});

describe('failed logins', () => {
  const LIMIT = 3;
  let redis: RedisServer;
  let apps: TestApp[];
  let database: TestDatabase;
  beforeAll(async () => {
    redis = await startRedis();
    database = await createTestDatabase();
    const settings = {
      LOGIN_FAILURES_PER_MINUTE: String(LIMIT),
      TRUST_PROXY: 'true',
      REDIS_URL: redis.url,
      JWT_SECRET: 'one secret of both instances',
    };
    apps = await Promise.all([startApp(settings, database), startApp(settings, database)]);
    for (const app of apps)
      await until(async () => (await app.get('/health')).body.services.cache === 'healthy');
  });
  afterAll(async () => {
    await Promise.all(apps.map(async (app) => app.close()));
    await database.drop();
    await redis.stop();
  });

  const login = (app: TestApp, email: string, password: string, address: string) =>
    // The proxy appends the true address; the client writes the ones before it.
    app.post(
      'auth/login',
      { email, password },
      { headers: { 'x-forwarded-for': `203.0.113.9, ${address}` } },
    );

  it('are limited by account and address together, on all instances, at once or in turn', async () => {
    const { email } = await apps[0]!.signUp();
    const tries = Array.from({ length: 8 }, (_, n) =>
      login(apps[n % 2]!, email, 'wrong password', '192.0.2.1'),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(LIMIT);
    expect(statuses.filter((status) => status === 429)).toHaveLength(8 - LIMIT);
    const right = await login(apps[1]!, email, PASSWORD, '192.0.2.1');
    expect([right.status, right.body.code]).toEqual([429, 'rate-limited']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(right.headers.get('ratelimit')).toMatch(/^"login";r=0;t=\d+$/);
  });

  it('keep no other client out: neither the owner elsewhere nor others at the address', async () => {
    const [ann, ben] = [await apps[0]!.signUp(), await apps[0]!.signUp()];
    for (let n = 0; n <= LIMIT; n++) await login(apps[0]!, ann.email, 'wrong password', '192.0.2.2');
    expect((await login(apps[0]!, ann.email, PASSWORD, '192.0.2.3')).status).toBe(200);
    expect((await login(apps[0]!, ben.email, PASSWORD, '192.0.2.2')).status).toBe(200);
  });

  it('of many addresses with one account end guessing, and let the owner in where they have been', async () => {
    const { email, id } = await apps[0]!.signUp();
    expect((await login(apps[0]!, email, PASSWORD, '198.51.100.1')).status).toBe(200);
    const failed: unknown[] = [];
    apps[1]!.app.get(LoginFailures, { strict: false }).onFailure((failure) => failed.push(failure));
    const statuses: number[] = [];
    for (let n = 0; n < 10 * LIMIT + 2; n++)
      statuses.push((await login(apps[1]!, email, 'wrong password', `192.0.2.${10 + n}`)).status);
    expect(statuses).toEqual([...Array(10 * LIMIT).fill(401), 429, 429]);
    expect((await login(apps[0]!, email, PASSWORD, '192.0.2.99')).status).toBe(429);
    expect((await login(apps[0]!, email, PASSWORD, '198.51.100.1')).status).toBe(200);
    expect(failed.at(-1)).toEqual({ reason: 'limited', userId: id, address: `192.0.2.${11 + 10 * LIMIT}` });
    expect((await apps[1]!.get<string>('/metrics')).body).toMatch(
      /^auth_login_failures_total\{reason="credentials"\} [1-9]/m,
    );
  });

  it('of one address with many accounts are limited', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 10 * LIMIT + 1; n++)
      statuses.push(
        (await login(apps[0]!, `missing${n}@example.com`, 'wrong password', '192.0.2.200')).status,
      );
    expect(statuses.at(-2)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    // Hashing all addresses names none of them.
    const inspector = redis.client();
    const keys = (await inspector.keys('*{limits}*')).join();
    inspector.disconnect();
    expect(keys).toContain('login-address');
    expect(keys).not.toContain(hash('sha256', '192.0.2.200', 'base64url').slice(0, 20));
  });

  it('are counted by each instance while Redis is away', async () => {
    const { email } = await apps[0]!.signUp();
    await redis.kill();
    const statuses: number[] = [];
    for (let n = 0; n <= LIMIT; n++)
      statuses.push((await login(apps[0]!, email, 'wrong password', '192.0.2.5')).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });
});
