import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { startRedis, type RedisServer } from '../support/redis.js';
import { createShop } from '../support/shop.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const PASSWORD = 'correct horse battery';

describe('sessions', () => {
  let redis: RedisServer;
  let app: TestApp;
  /** Another instance of the same fleet. */
  let other: TestApp;

  beforeAll(async () => {
    redis = await startRedis();
    const shared = { REDIS_URL: redis.url, JWT_SECRET: 'a secret of the fleet, for both instances' };
    app = await startApp(shared);
    other = await startApp(shared, app.database);
  });
  afterAll(async () => {
    await other.close();
    await app.close();
    await redis.stop();
  });

  const login = async (email: string) => (await app.post('auth/login', { email, password: PASSWORD })).body;
  const signedUp = async () => {
    const { id, email } = await app.signUp();
    return { id, email, ...(await login(email)) };
  };
  const refresh = (refreshToken: string, on = app) => on.post('auth/refresh', { refreshToken });
  const code = async (answer: Promise<{ status: number; body: { code?: string } }>) => {
    const { status, body } = await answer;
    return body?.code ?? status;
  };
  const me = (token: string, on = app) => code(on.get('users/me', { token }));

  it('go on with the successor of each refresh token', async () => {
    const first = await signedUp();
    expect(first).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 });
    const second = await refresh(first.refreshToken, other);
    expect([second.status, second.body]).toEqual([
      200,
      { ...second.body, expiresIn: 900, user: first.user, tokenType: 'Bearer' },
    ]);
    expect(await me(second.body.accessToken)).toBe(200);
    expect((await refresh(second.body.refreshToken)).status).toBe(200);
  });

  it('answer two tabs with the same successor', async () => {
    const { refreshToken } = await signedUp();
    const answers = await Promise.all([
      refresh(refreshToken),
      refresh(refreshToken, other),
      refresh(refreshToken),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const successors = new Set(answers.map(({ body }) => body.refreshToken));
    expect(successors.size).toBe(1);
    expect((await refresh([...successors][0])).status).toBe(200);
  });

  it('end when a token is used after its successor', async () => {
    const { refreshToken, accessToken } = await signedUp();
    for (const on of [app, other]) expect(await me(accessToken, on)).toBe(200);
    const second = (await refresh(refreshToken)).body.refreshToken;
    const third = (await refresh(second)).body.refreshToken;
    expect(await code(refresh(refreshToken))).toBe('invalid-refresh-token');
    for (const token of [second, third]) expect(await code(refresh(token))).toBe('invalid-refresh-token');
    for (const on of [app, other]) expect(await me(accessToken, on)).toBe('unauthenticated');
  });

  it('end when a token is used again later', async () => {
    const { id, refreshToken } = await signedUp();
    const second = (await refresh(refreshToken)).body.refreshToken;
    await app.database.query(`UPDATE sessions SET rotated_at = now() - interval '11 s' WHERE user_id = $1`, [
      id,
    ]);
    expect(await code(refresh(refreshToken))).toBe('invalid-refresh-token');
    expect(await code(refresh(second))).toBe('invalid-refresh-token');
  });

  it('end with their time', async () => {
    const { id, refreshToken } = await signedUp();
    await app.database.query('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [id]);
    expect(await code(refresh(refreshToken))).toBe('invalid-refresh-token');
  });

  it.each(['', 'x', 'a.b.c', '8e03978e-40d5-43e8-bc93-6894a57f9324.1.'.padEnd(82, 'A')])(
    'do not begin with %p',
    async (token) => {
      expect(['invalid-request', 'invalid-refresh-token']).toContain(await code(refresh(token)));
    },
  );

  it('end by logout, alone or all at once', async () => {
    const { email, accessToken: ended, refreshToken } = await signedUp();
    const [elsewhere, { accessToken }] = [await login(email), await login(email)];
    for (const on of [app, other]) expect(await me(ended, on)).toBe(200);
    expect((await app.post('auth/logout', { refreshToken })).status).toBe(204);
    for (const on of [app, other]) expect(await me(ended, on)).toBe('unauthenticated');
    expect((await app.post('auth/logout', { refreshToken })).status).toBe(204);
    expect(await code(refresh(refreshToken))).toBe('invalid-refresh-token');
    expect(await me(elsewhere.accessToken, other)).toBe(200);
    expect((await app.post('auth/logout-all', undefined, { token: accessToken })).status).toBe(204);
    for (const token of [accessToken, elsewhere.accessToken]) {
      expect(await me(token, other)).toBe('unauthenticated');
      expect(await me(token)).toBe('unauthenticated');
    }
    expect(await code(refresh(elsewhere.refreshToken))).toBe('invalid-refresh-token');
    expect(await me((await login(email)).accessToken)).toBe(200);
  });

  it('are remembered when they ended for as long as their access tokens would last, the last 50', async () => {
    const { id, refreshToken } = await signedUp();
    await app.database.query(
      `UPDATE users SET ended_sessions = (
         SELECT jsonb_agg(jsonb_build_object('id', n::text, 'until', CASE WHEN n > 60 THEN 1 ELSE 4102444800 END))
         FROM generate_series(1, 70) AS n) WHERE id = $1`,
      [id],
    );
    await app.post('auth/logout', { refreshToken });
    const [row] = await app.database.query<{ ended: { id: string }[] }>(
      'SELECT ended_sessions AS ended FROM users WHERE id = $1',
      [id],
    );
    const [last, ...before] = (row?.ended ?? []).map((session) => session.id);
    expect(refreshToken.startsWith(last)).toBe(true);
    expect(before).toEqual(Array.from({ length: 49 }, (_, index) => String(index + 1)));
  });

  it('lose a right on every instance when its end is acknowledged', async () => {
    const admin = await app.signUp('admin');
    const target = await app.signUp('admin');
    for (const [change, expected] of [
      [{ role: 'manager' }, 'forbidden'],
      [{ active: false }, 'unauthenticated'],
    ] as const) {
      const ask = () => code(other.get('users', { token: target.token }));
      for (let read = 0; read < 3; read++) await ask();
      expect((await app.patch(`users/${target.id}`, change, { token: admin.token })).status).toBe(200);
      expect(await ask()).toBe(expected);
    }
  });

  it('end on every instance when another password or the end of the account is acknowledged', async () => {
    const changed = await signedUp();
    const elsewhere = await login(changed.email);
    const passwords = { currentPassword: PASSWORD, newPassword: 'another horse battery' };
    const ended = await signedUp();
    for (const { accessToken } of [elsewhere, ended]) expect(await me(accessToken, other)).toBe(200);
    expect((await app.put('users/me/password', passwords, { token: changed.accessToken })).status).toBe(204);
    expect(await me(elsewhere.accessToken, other)).toBe('unauthenticated');
    expect(await code(refresh(elsewhere.refreshToken, other))).toBe('invalid-refresh-token');
    expect((await app.delete('users/me', { token: ended.accessToken })).status).toBe(204);
    expect(await me(ended.accessToken, other)).toBe('unauthenticated');
  });

  it('cost no statement when an answer comes from the cache', async () => {
    await createShop(app.database);
    const { accessToken: token } = await signedUp();
    const read = async () => (await app.get('locations', { token })).headers.get('cache-status');
    const seen: string[] = [];
    const database = app.app.get(Database);
    const spies = (['query', 'prepared'] as const).map((way) => {
      const send = database[way].bind(database);
      return jest.spyOn(database, way).mockImplementation((sql, values, options) => {
        seen.push(sql);
        return send(sql, values, options);
      });
    });
    try {
      // What the account may do is stored by itself, perhaps after the locations are a hit.
      await until(async () => {
        seen.length = 0;
        return (
          String(await read()).includes('hit') &&
          !seen.some((sql) => /\b(users|sessions|locations)\b/.test(sql))
        );
      });
      await app.get('users/me', { token });
      expect(seen.filter((sql) => /\busers\b/.test(sql))).not.toEqual([]);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });

  it('lose it also for a write that is under way', async () => {
    const shop = await createShop(app.database);
    const admin = await app.signUp('admin');
    const { id, token } = await app.signUp('admin');
    const holder = new pg.Client({ connectionString: app.database.url });
    await holder.connect();
    await holder.query(`BEGIN; SELECT FROM barbers WHERE id = ${shop.barberIds[0]} FOR UPDATE`);
    const write = code(other.patch(`barbers/${shop.barberIds[0]}`, { name: 'Nobody' }, { token }));
    try {
      await until(async () => {
        const [row] = await app.database.query(
          `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FROM barbers%'`,
        );
        return row !== undefined;
      });
      expect((await app.patch(`users/${id}`, { active: false }, { token: admin.token })).status).toBe(200);
    } finally {
      await holder.end();
    }
    expect(await write).toBe('unauthenticated');
    expect((await app.get(`barbers/${shop.barberIds[0]}`)).body.name).not.toBe('Nobody');
  });

  it('end for an account that is deleted, which books nothing any more', async () => {
    const shop = await createShop(app.database);
    const { id, token } = await app.signUp();
    await app.database.query('DELETE FROM users WHERE id = $1', [id]);
    const body = { startsAt: '2030-01-01T10:00Z', serviceId: shop.serviceId };
    await until(async () => (await code(other.post('bookings', body, { token }))) === 'unauthenticated');
  });
});

describe('the pages’ sessions', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ ACCESS_TOKEN_TTL_SECONDS: '60' });
  });
  afterAll(() => app.close());

  const signIn = async (headers: Record<string, string> = {}) => {
    const { email, id } = await app.signUp();
    const answer = await app.post('auth/session', { email, password: PASSWORD }, { headers });
    const field = answer.headers.get('set-cookie') ?? '';
    return { id, answer, field, cookie: field.split(';')[0] ?? '', csrf: answer.body.csrfToken as string };
  };
  const put = (headers: Record<string, string>) =>
    app.put('users/me/timezone', { timezone: 'UTC' }, { headers });

  it('are cookies that scripts and other sites cannot use', async () => {
    const { answer, field } = await signIn();
    expect(answer.body).toEqual({
      csrfToken: expect.any(String),
      user: expect.objectContaining({ role: 'client' }),
    });
    expect(field).toMatch(/^__Host-bb=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it('read with the cookie, and write with the CSRF token of the session', async () => {
    const { cookie, csrf } = await signIn();
    const read = await app.get('auth/session', { headers: { cookie } });
    expect(read.body).toMatchObject({ csrfToken: csrf, user: { role: 'client' } });
    expect((await put({ cookie, 'x-csrf-token': csrf })).status).toBe(200);
    const { csrf: others } = await signIn();
    for (const headers of [{ cookie }, { cookie, 'x-csrf-token': '' }, { cookie, 'x-csrf-token': others }]) {
      const { status, body } = await put(headers);
      expect([status, body.code]).toEqual([403, 'invalid-csrf-token']);
    }
    expect((await app.get('locations', { headers: { cookie } })).status).toBe(200);
  });

  it('are renewed by the server', async () => {
    const { cookie, csrf } = await signIn();
    const expired = cookie.replace(/=[^~]+(?=~|%7E)/, '=x');
    expect(expired).not.toBe(cookie);
    const [one, two] = await Promise.all([
      put({ cookie: expired, 'x-csrf-token': csrf }),
      app.get('users/me', { headers: { cookie: expired } }),
    ]);
    expect([one.status, two.status]).toEqual([200, 200]);
    const renewed = one.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await app.get('users/me', { headers: { cookie: renewed } })).status).toBe(200);
  });

  it('end by signing out, which needs the CSRF token', async () => {
    const { cookie, csrf } = await signIn();
    expect((await app.delete('auth/session', { headers: { cookie } })).body.code).toBe('invalid-csrf-token');
    const out = await app.delete('auth/session', { headers: { cookie, 'x-csrf-token': csrf } });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^__Host-bb=; Max-Age=0;/),
    ]);
    for (const kept of [cookie, cookie.replace(/=[^~]+(?=~|%7E)/, '=x')]) {
      const after = await app.get('users/me', { headers: { cookie: kept } });
      expect([after.status, after.headers.get('set-cookie')]).toEqual([
        401,
        expect.stringMatching(/^__Host-bb=;/),
      ]);
    }
    expect((await app.delete('auth/session')).status).toBe(204);
  });

  it('that are no sessions leave a caller unknown', async () => {
    for (const cookie of [
      '__Host-bb=',
      '__Host-bb=x',
      '__Host-bb=a~b',
      '__Host-bb=a~b~c',
      'x=__Host-bb',
      '__Host-bb=%',
    ]) {
      expect((await app.get('users/me', { headers: { cookie } })).body.code).toBe('unauthenticated');
      expect((await app.get('locations', { headers: { cookie } })).status).toBe(200);
    }
  });
});

describe('without a cache and a database', () => {
  it('no token is believed', async () => {
    const app = await startApp();
    const url = new URL(app.database.url);
    const proxy = await TcpProxy.to(Number(url.port));
    url.port = String(proxy.port);
    const cutOff = await startApp(
      { DATABASE_URL: url.href, CACHE_ENABLED: 'false', JWT_SECRET: 'a secret of the fleet' },
      app.database,
    );
    try {
      const { token } = await cutOff.signUp('admin');
      expect((await cutOff.get('cache/availability', { token })).status).toBe(200);
      proxy.cut();
      const { status, body } = await cutOff.get('cache/availability', { token });
      expect([status, body.code]).toEqual([503, 'database-unavailable']);
    } finally {
      await cutOff.close();
      await proxy.close();
      await app.close();
    }
  });
});
