import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

const run = promisify(execFile);
const PASSWORD = 'correct horse battery';
/** Chapters whose commands this suite runs; `backup.spec.ts` runs those of backups. */
const CHAPTERS = [
  'Set up in production',
  'Roll out gradually',
  'Capacity',
  'Redis: size and settings',
  'Alerts',
  'Troubleshooting',
];
/** First words of what can be typed; other code between backticks is a name. */
const TYPED = /^(ask|curl|psql|redis-cli|openssl|node) /;
/** Shown as what stands in the configuration, not to be run here. */
const NOT_HERE = new Set(['redis-cli -u "$REDIS_URL" ping']);

let app: TestApp;
let redis: RedisServer;
let page: string;
let environment: NodeJS.ProcessEnv;
/** Defines TOKEN and `ask`, as the page says. */
let prelude: string;

function chapter(heading: string): string {
  const [, own] = page.split(`\n## ${heading}\n`);
  if (own === undefined) throw new Error(`docs/operations.md has no chapter "${heading}".`);
  return own.split(/\n## /)[0] ?? '';
}

const blocks = (text: string) =>
  [...text.matchAll(/```bash\n([^]*?)```/g)].map(([, commands = '']) =>
    commands.replaceAll(/^ +(?=\w)/gm, ''),
  );
const typed = (text: string) =>
  [...text.replaceAll(/```[^]*?```/g, '').matchAll(/`([^`]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => TYPED.test(code) && !NOT_HERE.has(code));
const bash = async (commands: string) =>
  (await run('bash', ['--norc', '-euo', 'pipefail', '-c', commands], { env: environment, timeout: 60_000 }))
    .stdout;

beforeAll(async () => {
  page = await readFile('docs/operations.md', 'utf8');
  redis = await startRedis();
  app = await startApp({ REDIS_URL: redis.url });
  await createShop(app.database, { barbers: 1 });
  const admin = await app.signUp('admin');
  await until(async () => (await app.get('cache/availability', { token: admin.token })).body.available);
  environment = {
    PATH: process.env['PATH'],
    URL: app.origin,
    INSTANCE: app.origin,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: PASSWORD,
    DATABASE_URL: app.database.url,
    REDIS_URL: redis.url,
  };
  const [, signIn] = blocks(page.split('\n## ')[0] ?? '');
  prelude = signIn ?? '';
});
afterAll(async () => {
  await app?.close();
  await redis?.stop();
});

describe('docs/operations.md', () => {
  it('signs in as it says, and asks', async () => {
    const health = await bash(`${prelude}\nask health`);
    expect(JSON.parse(health)).toMatchObject({ status: expect.any(String), metrics: expect.any(Array) });
    await expect(bash(`${prelude}\nask nothing`)).rejects.toMatchObject({ code: 22 });
  });

  it('has commands that work in every chapter', async () => {
    const commands = CHAPTERS.flatMap((heading) => [...blocks(chapter(heading)), ...typed(chapter(heading))]);
    expect(commands.length).toBeGreaterThan(30);
    // In one shell, which signs in once; each command is named if it fails.
    const script = [...new Set(commands)].map(
      (command, index) => `{\n${command}\n} > /dev/null || { echo "command ${index} failed" >&2; exit 1; }`,
    );
    const failure = await bash([prelude, ...script].join('\n')).then(
      () => undefined,
      (error: { stderr: string }) => error.stderr,
    );
    const index = /command (\d+) failed/.exec(failure ?? '')?.[1];
    expect([index && [...new Set(commands)][Number(index)], failure]).toEqual([undefined, undefined]);
  }, 120_000);

  it('leads only to headings and files that are there', async () => {
    const anchors = new Set(
      [...page.matchAll(/^#{2,3} (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
    const own = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(own.length).toBeGreaterThan(5);
    expect(own.filter((anchor) => !anchors.has(anchor))).toEqual([]);
    const files = [...page.matchAll(/\]\(([\w./-]+\.(?:md|ts))(?:#[\w-]+)?\)/g)].map(([, file = '']) => file);
    for (const file of new Set(files)) await expect(readFile(`docs/${file}`, 'utf8')).resolves.toBeTruthy();
  });
});
