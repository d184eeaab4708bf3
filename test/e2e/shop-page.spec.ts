import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { AdminAccount } from '../../src/auth/admin-account.js';
import { hashPassword } from '../../src/auth/password.js';
import { Clock } from '../../src/config/clock.js';
import { DemoSeed } from '../../src/database/demo/demo-seed.js';
import { startApp, type TestApp } from '../support/app.js';

const PASSWORD = 'a password for the day';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ ADMIN_PASSWORD: PASSWORD });
  // By night, when no barber of the demo shop has an appointment.
  const night = `${new Date().toISOString().slice(0, 10)}T08:00:00Z`;
  jest.spyOn(app.app.get(Clock), 'now').mockReturnValue(Date.parse(night));
  await app.app.get(AdminAccount, { strict: false }).ensure();
  await app.app.get(DemoSeed, { strict: false }).run(await hashPassword('demo'));
});
afterAll(async () => {
  jest.restoreAllMocks();
  await app.close();
});

it('docs/shop.md describes a day that goes as it says', async () => {
  const page = await readFile('docs/shop.md', 'utf8');
  const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(11);
  const script = blocks.join('\n').replace('http://127.0.0.1:8000', app.origin);
  expect(script).toContain(app.origin);
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    env: { PATH: process.env['PATH'] ?? '', PASSWORD },
    timeout: 120_000,
  });
  const said = stdout.trim().split('\n');
  expect(said).toEqual([
    expect.stringMatching(/^open on \d{4}-\d\d-\d\d$/),
    'Ann Lee',
    expect.stringMatching(/^walk-in with \w+ \w+$/),
    expect.stringMatching(/^\d\d:\d\d$/),
    '45',
    'no_show',
    '1',
    'cancelled',
    'confirmed',
    '1',
    '1',
    'Ann Lee',
    '1',
    'true',
    'confirmed',
    'cancelled',
    '3000',
    '1',
  ]);
}, 180_000);
