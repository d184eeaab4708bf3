import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

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
      locationIds: [],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect((await register({ email: 'eve@example.com', role: 'admin' })).body.errors).toEqual([
      { field: 'role', message: 'is not a field of this request' },
    ]);
  });

  it('have a unique e-mail address, ignoring case', async () => {
    await register();
    const again = await register({ email: 'ANN@example.com' });
    expect([again.status, again.body.code]).toEqual([409, 'email-taken']);
  });

  it('log in and get a token that identifies them', async () => {
    await register();
    const { status, body } = await login('ANN@EXAMPLE.com');
    expect(status).toBe(200);
    expect(body).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600, user: { email: 'ann@example.com' } });
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
  it('are limited per account, across all addresses', async () => {
    const app = await startApp({ LOGIN_FAILURES_PER_MINUTE: '3', TRUST_PROXY: 'true' });
    try {
      const { email } = await app.signUp();
      const attempt = (address: string, password: string) =>
        app.post('auth/login', { email, password }, { headers: { 'x-forwarded-for': address } });
      const all = await Promise.all(
        Array.from({ length: 12 }, (_, n) => attempt(`192.0.2.${n}`, 'wrong password')),
      );
      const statuses = all.map(({ status }) => status);
      expect(statuses.filter((status) => status === 401)).toHaveLength(3);
      expect(statuses.filter((status) => status === 429)).toHaveLength(9);
      const right = await attempt('192.0.2.99', PASSWORD);
      expect([right.status, right.body.code]).toEqual([429, 'rate-limited']);
      expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await app.close();
    }
  });

  it('are limited per address, across all accounts', async () => {
    const app = await startApp({ LOGIN_FAILURES_PER_MINUTE: '3', TRUST_PROXY: 'true' });
    try {
      const { email } = await app.signUp();
      // The proxy appends the true address; the client writes the ones before it.
      const from = (address: string) => ({
        headers: { 'x-forwarded-for': `203.0.113.${Math.random()}, ${address}` },
      });
      for (const name of ['a', 'b', 'c']) {
        const body = { email: `${name}@example.com`, password: 'wrong password' };
        expect((await app.post('auth/login', body, from('192.0.2.1'))).status).toBe(401);
      }
      const body = { email, password: PASSWORD };
      expect((await app.post('auth/login', body, from('192.0.2.1'))).status).toBe(429);
      expect((await app.post('auth/login', body, from('192.0.2.2'))).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});
