import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AdminAccount } from '../../src/auth/admin-account.js';
import { startApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

const ADMIN_EMAIL = 'admin@bookedbarber.local';
const PASSWORD = 'correct horse battery';
const run = promisify(execFile);
/** What `npm run admin` runs. */
const COMMAND = join(process.cwd(), 'dist/admin.main.js');

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

  it('is found under another address than ADMIN_EMAIL', async () => {
    await app.database.query(`UPDATE users SET email = 'owner@example.com' WHERE email = $1`, [ADMIN_EMAIL]);
    expect(await account.ensure()).toEqual({ made: 'elsewhere' });
    await app.database.query(`UPDATE users SET email = $1 WHERE email = 'owner@example.com'`, [ADMIN_EMAIL]);
  });

  it('gets back in with a new password, which ends all sessions', async () => {
    const { token, email } = await app.signUp('admin');
    const password = await account.resetPassword(` ${email.toUpperCase()} `);
    expect((await app.get('users/me', { token })).status).toBe(401);
    expect((await app.post('auth/login', { email, password: PASSWORD })).status).toBe(401);
    expect((await app.post('auth/login', { email, password })).status).toBe(200);
    expect(await account.resetPassword('missing@example.com')).toBeUndefined();
  });

  it('gets back in by the command as well, which says so if there is no such account', async () => {
    const { token, email } = await app.signUp('admin');
    const command = async (
      words: string[],
      settings: Record<string, string> = { DATABASE_URL: app.database.url },
    ) => run(process.execPath, [COMMAND, ...words], { env: { PATH: process.env['PATH'], ...settings } });
    const { stdout } = await command(['reset-password', email]);
    const password = new RegExp(`^New password of ${email}: (\\S+)$`, 'm').exec(stdout)?.[1] ?? '';
    expect((await app.post('auth/login', { email, password: PASSWORD })).status).toBe(401);
    expect((await app.post('auth/login', { email, password })).status).toBe(200);
    await until(async () => (await app.get('users/me', { token })).status === 401);
    await expect(command(['reset-password', 'missing@example.com'])).rejects.toMatchObject({
      code: 1,
      stderr: 'There is no account with this address in the database of DATABASE_URL.\n',
    });
    const unusable = { DATA_DIR: COMMAND };
    await expect(command(['reset-password', email], unusable)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /Set DATA_DIR to a folder of your own, or DATABASE_URL to a PostgreSQL server\.\n$/,
      ),
    });
  });
});
