import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';

const PASSWORD = 'correct horse battery';
const NEW = 'another horse battery';

let app: TestApp;
let shop: TestShop;
let days = 0;

beforeAll(async () => {
  app = await startApp({ LOGIN_FAILURES_PER_MINUTE: '4' });
  shop = await createShop(app.database, { barbers: 2 });
});
afterAll(() => app.close());

const code = async (answer: Promise<{ status: number; body: { code?: string } }>) => {
  const { status, body } = await answer;
  return body?.code ?? status;
};
const login = (email: string, password = PASSWORD) => app.post('auth/login', { email, password });
const me = (token: string) => code(app.get('users/me', { token }));
const book = async (token: string, over: object = {}) => {
  const startsAt = new Date(Date.parse('2030-01-01T10:00Z') + ++days * 86_400_000).toISOString();
  const body = { startsAt, serviceId: shop.serviceId, barberId: shop.barberIds[0], notes: 'mine', ...over };
  const booked = await app.post('bookings', body, { token });
  expect(booked.status).toBe(201);
  return booked.body;
};

describe('people change their own accounts', () => {
  it('by name, e-mail address and time zone; another address is unverified', async () => {
    const { id, token, email } = await app.signUp();
    await app.database.query('UPDATE users SET verified_at = now() WHERE id = $1', [id]);
    const same = await app.patch('users/me', { name: 'Anna', email: email.toUpperCase() }, { token });
    expect([same.status, same.body]).toEqual([
      200,
      expect.objectContaining({ name: 'Anna', email, verified: true }),
    ]);
    const other = `new-${email}`;
    const changed = await app.patch('users/me', { email: other, timezone: 'Asia/Tokyo' }, { token });
    expect(changed.body).toMatchObject({
      email: other,
      verified: false,
      name: 'Anna',
      timezone: 'Asia/Tokyo',
    });
    expect((await app.get('users/me', { token })).body).toEqual(changed.body);
    expect((await app.get('users/me/timezone', { token })).body).toEqual({ timezone: 'Asia/Tokyo' });
    expect((await app.patch('users/me', { timezone: null }, { token })).body.timezone).toBeNull();
    expect((await login(other)).status).toBe(200);
    expect(await code(login(email))).toBe('invalid-credentials');
  });

  it('to no address of another account, and not endlessly', async () => {
    const [one, other] = [await app.signUp(), await app.signUp()];
    const answers: unknown[] = [];
    for (let n = 0; n < 11; n++)
      answers.push(await code(app.patch('users/me', { email: other.email }, { token: one.token })));
    expect(answers).toEqual([...Array<string>(10).fill('email-taken'), 'rate-limited']);
    expect(await code(app.patch('users/me', { name: 'Kim', email: one.email }, { token: one.token }))).toBe(
      200,
    );
  });

  it.each([
    { email: 'x' },
    { email: null },
    { name: '' },
    { role: 'admin' },
    { timezone: 'Mars' },
    { verified: true },
  ])('not to %j', async (body) => {
    const { token } = await app.signUp();
    expect(await code(app.patch('users/me', body, { token }))).toBe('invalid-request');
  });
});

describe('another password', () => {
  const change = (token: string, currentPassword = PASSWORD, newPassword = NEW) =>
    app.put('users/me/password', { currentPassword, newPassword }, { token });

  it('ends all sessions but the own, again and again', async () => {
    const { email, token } = await app.signUp();
    const own = (await login(email)).body;
    expect((await change(own.accessToken)).status).toBe(204);
    expect([await me(token), await me(own.accessToken)]).toEqual(['unauthenticated', 200]);
    expect([(await login(email)).status, (await login(email, NEW)).status]).toEqual([401, 200]);
    const elsewhere = (await login(email, NEW)).body;
    expect((await change(own.accessToken, NEW, PASSWORD)).status).toBe(204);
    expect([await me(elsewhere.accessToken), await me(own.accessToken)]).toEqual(['unauthenticated', 200]);
    expect(await code(app.post('auth/refresh', { refreshToken: elsewhere.refreshToken }))).toBe(
      'invalid-refresh-token',
    );
    // A write, which reads the rights again.
    expect(await code(app.patch('users/me', { name: 'Kim' }, { token: own.accessToken }))).toBe(200);
    const next = await app.post('auth/refresh', { refreshToken: own.refreshToken });
    expect(await me(next.body.accessToken)).toBe(200);
    expect((await app.post('auth/logout-all', undefined, { token: own.accessToken })).status).toBe(204);
    expect([await me(own.accessToken), await me(next.body.accessToken)]).toEqual(
      Array(2).fill('unauthenticated'),
    );
  });

  it('needs the present one: a wrong one counts as a failed login', async () => {
    const { email, token } = await app.signUp();
    for (const wrong of ['nonsense', 'x', 'nonsense', 'nonsense'])
      expect(await code(change(token, wrong))).toBe('invalid-credentials');
    expect(await code(change(token))).toBe('rate-limited');
    expect(await code(login(email))).toBe('rate-limited');
  });

  it('is set by one of two changes that are sent at once', async () => {
    const { email, token } = await app.signUp();
    const passwords = [NEW, `${NEW}-2`];
    const codes = await Promise.all(passwords.map((password) => code(change(token, PASSWORD, password))));
    expect(codes).toEqual(expect.arrayContaining([204, 'invalid-credentials']));
    expect((await login(email, passwords[codes.indexOf(204)])).status).toBe(200);
  });

  it.each(['short', 'password123', 7])('is not %p', async (password) => {
    const { token } = await app.signUp();
    const answer = await change(token, PASSWORD, password as string);
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, 'newPassword']);
  });

  it('is not the address', async () => {
    const { token, email } = await app.signUp();
    for (const password of [email, email.split('@')[0] as string])
      expect((await change(token, PASSWORD, password)).body.errors[0].field).toBe('newPassword');
  });
});

describe('who ends their account', () => {
  it('is erased everywhere; appointments ahead are cancelled, times stay', async () => {
    const admin = await app.signUp('admin');
    const { id, email, token } = await app.signUp();
    const key = { 'idempotency-key': 'mine' };
    const ahead = await app.post(
      'bookings',
      {
        startsAt: '2030-06-03T10:00:00Z',
        serviceId: shop.serviceId,
        notes: 'allergic to mint',
      },
      { token, headers: key },
    );
    const past = await book(token);
    await app.database.query(
      `UPDATE appointments SET starts_at = starts_at - interval '9 years', ends_at = ends_at - interval '9 years',
         blocked_from = blocked_from - interval '9 years', blocked_until = blocked_until - interval '9 years' WHERE id = $1`,
      [past.id],
    );
    const made = await app.post(
      'bookings',
      {
        startsAt: '2030-06-04T10:00:00Z',
        serviceId: shop.serviceId,
        clientId: ahead.body.client.id,
      },
      { token: admin.token, headers: key },
    );
    expect(made.status).toBe(201);

    const ended = await app.delete('users/me', { token });
    expect([ended.status, ended.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^__Host-bb=;/),
    ]);
    expect(await me(token)).toBe('unauthenticated');
    expect(await code(login(email))).toBe('invalid-credentials');
    const of = async (bookingId: number) =>
      (await app.get(`bookings/${bookingId}`, { token: admin.token })).body;
    expect(await of(ahead.body.id)).toMatchObject({ status: 'cancelled', notes: null, userId: null });
    expect(await of(made.body.id)).toMatchObject({ status: 'cancelled', userId: null });
    expect(await of(past.id)).toMatchObject({ status: 'confirmed', notes: null, userId: null });
    expect(await code(app.get(`clients/${ahead.body.client.id}`, { token: admin.token }))).toBe('not-found');
    expect(await code(app.get(`users/${id}`, { token: admin.token }))).toBe('not-found');
    const left = await app.database.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
         AND query_to_xml(format('SELECT FROM %I AS row WHERE row::text LIKE %L', relname, '%' || $1 || '%'), true, true, '')::text LIKE '%<row%'`,
      [email],
    );
    expect(left).toEqual([]);
    for (const table of ['sessions', 'login_places', 'idempotency_keys'])
      expect(await app.database.query(`SELECT FROM ${table} WHERE user_id = $1`, [id])).toEqual([]);
    expect((await app.post('auth/register', { email, password: PASSWORD, name: 'Ann' })).status).toBe(201);
  });

  it('leaves the shop its barber', async () => {
    const admin = await app.signUp('admin');
    const { id, token } = await app.signUp();
    const barber = `barbers/${shop.barberIds[1]}`;
    await app.patch(barber, { userId: id }, { token: admin.token });
    expect((await app.delete('users/me', { token })).status).toBe(204);
    expect((await app.get(barber)).body.name).toEqual(expect.any(String));
    expect(
      await app.database.query('SELECT user_id FROM barbers WHERE id = $1', [shop.barberIds[1]]),
    ).toEqual([{ user_id: null }]);
  });

  it('is not the last admin', async () => {
    await app.database.query(`UPDATE users SET role = 'client' WHERE role = 'admin'`);
    const [one, other] = [await app.signUp('admin'), await app.signUp('admin')];
    const ends = await Promise.all([one, other].map(({ token }) => code(app.delete('users/me', { token }))));
    expect(new Set(ends)).toEqual(new Set([204, 'conflict']));
  });
});
