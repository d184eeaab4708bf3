import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AdminAccount } from '../../src/auth/admin-account.js';
import { startApp, type TestApp } from '../support/app.js';

const ADMIN_EMAIL = 'admin@bookedbarber.local';
const PASSWORD = 'correct horse battery';

describe('the first admin', () => {
  let app: TestApp;
  let account: AdminAccount;
  beforeAll(async () => {
    app = await startApp();
    account = app.app.get(AdminAccount, { strict: false });
  });
  afterAll(() => app.close());

  const login = async (password: string) => app.post('auth/login', { email: ADMIN_EMAIL, password });

  it('is made although a stranger has registered the address, and is not the stranger', async () => {
    await app.post('auth/register', { email: ADMIN_EMAIL, password: PASSWORD, name: 'Eve' });
    const { accessToken, refreshToken } = (await login(PASSWORD)).body;
    const states = await Promise.all([account.ensure(), account.ensure()]);
    expect(states.map(({ made }) => made).toSorted()).toEqual(['before', 'now']);
    const made = states.find((state) => state.made === 'now');
    const password = made?.made === 'now' ? made.password : undefined;
    expect((await login(password ?? '')).body.user).toMatchObject({ role: 'admin', name: 'Administrator' });
    expect((await login(PASSWORD)).status).toBe(401);
    expect((await app.get('users/me', { token: accessToken })).status).toBe(401);
    expect((await app.post('auth/refresh', { refreshToken })).status).toBe(401);
  });

  it('is not made again', async () => {
    expect(await account.ensure()).toEqual({ made: 'before' });
  });

  it('gets back in with a new password, which ends all sessions', async () => {
    const { token, email } = await app.signUp('admin');
    const password = await account.resetPassword(` ${email.toUpperCase()} `);
    expect((await app.get('users/me', { token })).status).toBe(401);
    expect((await app.post('auth/login', { email, password: PASSWORD })).status).toBe(401);
    expect((await app.post('auth/login', { email, password })).status).toBe(200);
    expect(await account.resetPassword('missing@example.com')).toBeUndefined();
  });
});
