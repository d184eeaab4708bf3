import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { MailServer } from '../support/mail-server.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const PASSWORD = 'correct horse battery';
const NEW = 'another horse battery';
const PUBLIC_URL = 'https://shop.example';

let app: TestApp;
let mail: MailServer;
let shop: TestShop;

beforeAll(async () => {
  mail = await MailServer.start();
  app = await startApp({
    MAIL_URL: mail.url,
    PUBLIC_URL,
    REQUIRE_VERIFIED_EMAIL: 'true',
    LOGIN_FAILURES_PER_MINUTE: '3',
  });
  shop = await createShop(app.database);
});
afterAll(async () => {
  await app.close();
  await mail.stop();
});

const code = async (answer: Promise<{ status: number; body: { code?: string } }>) => {
  const { status, body } = await answer;
  return body?.code ?? status;
};
const login = (email: string, password = PASSWORD) => app.post('auth/login', { email, password });
const forgot = (email: string) => app.post('auth/forgot-password', { email });
const reset = (token: unknown, password = NEW) => code(app.post('auth/reset-password', { token, password }));
const me = (token: string) => code(app.get('users/me', { token }));
/** Makes a mail that is to be tried again later due at once. */
const hurry = async (email: string) => {
  await app.database.query('UPDATE mails SET next_attempt_at = now() WHERE next_attempt_at > now()');
  await forgot(email);
};

describe('a forgotten password', () => {
  it('is set anew by a mailed link, once; sessions and waits end', async () => {
    const { email, token: session } = await app.signUp();
    for (let n = 0; n < 4; n++) await login(email, 'wrong');
    expect(await code(login(email))).toBe('rate-limited');
    expect((await forgot(email.toUpperCase())).status).toBe(202);
    const { text, token } = await mail.next(email, /new password/);
    expect(text).toContain(`\n${PUBLIC_URL}/account#token=${token}\r\n`);
    for (const bad of ['short', email]) expect(await reset(token, bad)).toBe('invalid-request');
    const both = await Promise.all([reset(token), reset(token)]);
    expect(both.toSorted()).toEqual([204, 'invalid-token']);
    expect(await reset(token)).toBe('invalid-token');
    expect(await me(session)).toBe('unauthenticated');
    expect([(await login(email, NEW)).status, (await login(email)).status]).toEqual([200, 401]);
    await mail.next(email, /was changed/);
    const [{ verified }] = await app.database.query<any>(
      'SELECT verified_at IS NOT NULL AS verified FROM users WHERE email = $1',
      [email],
    );
    expect(verified).toBe(true);
  });

  it('is answered alike for unknown and deactivated accounts, which get no mail', async () => {
    const known = await app.signUp();
    const gone = await app.signUp();
    await app.database.query('UPDATE users SET active = false WHERE id = $1', [gone.id]);
    const answers = [
      await forgot(known.email),
      await forgot('missing@example.com'),
      await forgot(gone.email),
    ];
    for (const { status, body } of answers) expect([status, body]).toEqual([202, answers[0]?.body]);
    await mail.next(known.email, /new password/);
    await until(
      async () => (await app.database.query('SELECT FROM mails WHERE user_id IS NULL')).length === 0,
    );
    expect(
      mail.mails.filter(({ to }) => to === 'missing@example.com' || (to === gone.email && /new/.test(to))),
    ).toEqual([]);
    expect(await code(forgot('not an address'))).toBe('invalid-request');
  });

  it('gets no more than five mails an hour, and always the same answer', async () => {
    const { email } = await app.signUp();
    for (let n = 0; n < 8; n++) expect((await forgot(email)).status).toBe(202);
    const [{ count }] = await app.database.query<any>(
      `SELECT count(*) FROM mails JOIN users ON users.id = user_id WHERE email = $1`,
      [email],
    );
    // One of them verifies the address.
    expect(Number(count)).toBe(5);
  });

  it('is not set by links that have expired, are of another kind, or were never ours', async () => {
    const { id, email } = await app.signUp();
    const verify = await mail.next(email, /Confirm/);
    await forgot(email);
    const { token = '' } = await mail.next(email, /new password/);
    await app.database.query(
      `UPDATE mails SET expires_at = now() WHERE user_id = $1 AND kind = 'reset-password'`,
      [id],
    );
    for (const wrong of [
      token,
      verify.token,
      'x',
      token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      '\ud800',
    ])
      expect(['invalid-token', 'invalid-request']).toContain(await reset(wrong));
    expect(await reset(token)).toBe('invalid-token');
  });

  it('leaves no usable token in the database', async () => {
    const { email } = await app.signUp();
    await forgot(email);
    const { token = '' } = await mail.next(email, /new password/);
    const rows = await app.database.query<{ row: string }>('SELECT mails::text AS row FROM mails');
    expect(rows.filter(({ row }) => row.includes(token.slice(23)))).toEqual([]);
  });
});

describe('an e-mail address', () => {
  const book = (token: string) =>
    app.post('bookings', { startsAt: '2030-03-04T10:00Z', serviceId: shop.serviceId }, { token });

  it('is verified by a mailed link, and only then books where that is required', async () => {
    const { email, token } = await app.signUp();
    expect((await app.get('users/me', { token })).body.verified).toBe(false);
    const refused = await book(token);
    expect([refused.status, refused.body.code]).toEqual([403, 'email-not-verified']);
    const link = await mail.next(email, /Confirm/);
    expect(await code(app.post('auth/verify-email', { token: link.token }))).toBe(204);
    expect(await code(app.post('auth/verify-email', { token: link.token }))).toBe('invalid-token');
    expect((await app.get('users/me', { token })).body.verified).toBe(true);
    expect((await book(token)).status).toBe(201);
    expect(await code(app.post('users/me/verification', undefined, { token }))).toBe('conflict');
  });

  it('that is another one ends the links to the former one, which gets a note', async () => {
    const { email, token } = await app.signUp();
    const first = await mail.next(email, /Confirm/);
    await forgot(email);
    const forgotten = await mail.next(email, /new password/);
    const other = `other-${email}`;
    expect((await app.patch('users/me', { email: other }, { token })).status).toBe(200);
    await mail.next(email, /address was changed/);
    expect(await code(app.post('auth/verify-email', { token: first.token }))).toBe('invalid-token');
    expect(await reset(forgotten.token)).toBe('invalid-token');
    await mail.next(other, /Confirm/);
    expect(await code(app.post('users/me/verification', undefined, { token }))).toBe(202);
    const again = await mail.next(other, /Confirm/);
    expect(await code(app.post('auth/verify-email', { token: again.token }))).toBe(204);
  });

  it('gets no more than five mails an hour from accounts that say it is theirs', async () => {
    const victim = 'victim@example.com';
    for (let account = 0; account < 2; account++) {
      const { token, email } = await app.signUp();
      for (const address of [victim, email, victim, email, victim, email])
        expect((await app.patch('users/me', { email: address }, { token })).status).toBe(200);
    }
    const { email: later } = await app.signUp();
    await mail.next(later, /Confirm/);
    expect(mail.mails.filter(({ to }) => to === victim).length).toBeLessThanOrEqual(5);
  });

  it('that has an account already: its owner gets a mail', async () => {
    const { email } = await app.signUp();
    const again = await app.post('auth/register', { email, password: NEW, name: 'Eve http://evil.example' });
    expect(again.status).toBe(201);
    const { text } = await mail.next(email, /have an account/);
    expect(text).not.toContain('evil');
  });
});

describe('an invitation', () => {
  it('lets its owner set a password', async () => {
    const { token } = await app.signUp('admin');
    const email = 'robin@example.com';
    const made = await app.post('users', { email, name: 'Robin', role: 'receptionist' }, { token });
    expect([made.status, made.body.role]).toEqual([201, 'receptionist']);
    const link = await mail.next(email, /new account/);
    expect(await reset(link.token)).toBe(204);
    expect((await login(email, NEW)).body.user.role).toBe('receptionist');
    expect(await reset(link.token)).toBe('invalid-token');
  });
});

describe('without a mail server', () => {
  it('production says so where it would send one', async () => {
    const production = await startApp(
      { NODE_ENV: 'production', JWT_SECRET: '0d1b6a9d7f3c42e8a5b9c6e1f2a3d4b5', LOG_LEVEL: 'fatal' },
      app.database,
    );
    const { token, email } = await app.signUp('admin');
    const { accessToken } = (await production.post('auth/login', { email, password: PASSWORD })).body;
    const account = { email: 'x@example.com', name: 'X', role: 'manager' };
    for (const answer of [
      await production.post('auth/forgot-password', { email }),
      await production.post('users', account, { token: accessToken }),
      await production.post('users/me/verification', undefined, { token: accessToken }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([503, 'mail-not-configured']);
    }
    expect(token).not.toBe('');
    expect(
      (
        await production.post('auth/register', {
          ...account,
          email: 'y@example.com',
          password: PASSWORD,
          role: undefined,
        })
      ).status,
    ).toBe(201);
    await production.close();
  });
});

/** Last, because the sender waits for the server that hangs. */
describe('a mail server that hangs or refuses', () => {
  it('holds neither requests nor connections', async () => {
    const { email } = await app.signUp();
    await mail.next(email, /Confirm/);
    mail.refuses = true;
    expect((await forgot(email)).status).toBe(202);
    const waiting = () =>
      app.database.query(
        'SELECT FROM mails JOIN users ON users.id = user_id WHERE email = $1 AND attempts = 1 AND next_attempt_at > now()',
        [email],
      );
    await until(async () => (await waiting()).length === 1);
    mail.refuses = false;
    mail.hangs = true;
    const before = mail.connections;
    await hurry(email);
    await until(async () => mail.connections > before);
    expect((await app.get('/health')).body.status).not.toBe('unhealthy');
    expect((await login(email)).status).toBe(200);
    const idle = await app.database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    expect(idle).toEqual([]);
    mail.hangs = false;
  });
});
