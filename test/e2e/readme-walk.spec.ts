import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AdminAccount } from '../../src/auth/admin-account.js';
import { hashPassword } from '../../src/auth/password.js';
import { DemoSeed } from '../../src/database/demo/demo-seed.js';
import { startApp, type TestApp } from '../support/app.js';

const PASSWORD = 'a password for the walk';

describe('the README’s walk', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ ADMIN_PASSWORD: PASSWORD });
    await app.app.get(AdminAccount, { strict: false }).ensure();
    await app.app.get(DemoSeed, { strict: false }).run(await hashPassword('demo'));
  });
  afterAll(() => app.close());

  it('goes from the login to a booking whose slot is gone, as printed', async () => {
    const readme = await readFile('README.md', 'utf8');
    const walk = /<!-- walk:[^>]*-->\s*```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(walk.trim().split('\n')).toHaveLength(5);
    const script = walk.replace('http://127.0.0.1:8000', app.origin);
    expect(script).not.toBe(walk);
    const { stdout } = await promisify(execFile)('bash', ['-c', script], {
      env: { PATH: process.env['PATH'] ?? '', PASSWORD },
    });
    const [booking, status, gone] = stdout.trim().split('\n');
    expect(booking).toMatch(/^booking \d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect([status, gone]).toEqual(['confirmed', 'gone from the list']);
  });
});
