import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Env } from '../../src/config/env.js';
import { startApp, type TestApp } from '../support/app.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

const run = promisify(execFile);
const PASSWORD = 'correct horse battery';
const [APPLICATION, OPERATOR] = ['of-the-application', 'of-the-operator'];
/** Their commands are run by `backup.spec.ts`. */
const BACKUPS = ['Back up', 'Restore into a new database', 'Restore over an existing database'];
/** First words of what can be typed; other code between backticks is a name. */
const TYPED = /^(ask|ask_redis|curl|psql|redis-cli|openssl|node) /;
/** Settings that hold one. `REDIS_URL` may, but has `REDIS_PASSWORD` for it. */
const SECRET = /(SECRET|PASSWORD|TOKEN|^MAIL_URL|^DATABASE(_DIRECT)?_URL)$/;
const STATEMENT = /^(SELECT|ALTER ROLE) /;
/** A curl that gets an error page has not shown what the page says. */
const STRICT_CURL =
  'curl() { case "$*" in *--fail*) command curl "$@" ;; *) command curl --fail "$@" ;; esac; }';

let app: TestApp;
let redis: RedisServer;
let folder: string;
let page: string;
let environment: Record<string, string>;
/** Defines TOKEN, `ask` and `ask_redis`, as the page says. */
let prelude: string;

const blocks = (text: string, language = 'bash') =>
  [...text.matchAll(/```(\w+)\n([^]*?)```/g)]
    .filter(([, written]) => written === language)
    .map(([, , commands = '']) => commands.replaceAll(/^ +(?=\w)/gm, ''));
const inline = (text: string) =>
  [...text.replaceAll(/```[^]*?```/g, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
const chapters = () =>
  page
    .split(/\n## /)
    .slice(1)
    .map((text) => ({ title: text.split('\n')[0] ?? '', text }));
const chapter = (heading: string) => {
  const found = chapters().find(({ title }) => title === heading);
  if (found === undefined) throw new Error(`docs/operations.md has no chapter "${heading}".`);
  return found.text;
};
const bash = async (commands: string, settings = environment) =>
  (await run('bash', ['--norc', '-euo', 'pipefail', '-c', commands], { env: settings, timeout: 60_000 }))
    .stdout;

beforeAll(async () => {
  page = await readFile('docs/operations.md', 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'bookedbarber-operations-'));
  const users = join(folder, 'users.acl');
  const shipped = await readFile('deploy/redis/users.acl', 'utf8');
  const withPasswords = shipped
    .replace('user bookedbarber on ', `user bookedbarber on >${APPLICATION} `)
    .replace('user operator on ', `user operator on >${OPERATOR} `);
  await writeFile(users, withPasswords);
  const operator = { username: 'operator', password: OPERATOR };
  const conf = resolve('deploy/redis/redis.conf');
  redis = await startRedis(['--include', conf, '--aclfile', users], { login: operator });
  app = await startApp({
    REDIS_URL: redis.url,
    REDIS_USERNAME: 'bookedbarber',
    REDIS_PASSWORD: APPLICATION,
  });
  await createShop(app.database, { barbers: 1 });
  const admin = await app.signUp('admin');
  const client = await app.signUp();
  await until(async () => (await app.get('cache/availability', { token: admin.token })).body.available);
  environment = {
    PATH: process.env['PATH'] ?? '',
    URL: app.origin,
    INSTANCE: app.origin,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: PASSWORD,
    EMAIL: client.email,
    DATABASE_URL: app.database.url,
    REDIS_URL: redis.url,
    REDIS_OPERATOR_PASSWORD: operator.password,
  };
  prelude = [STRICT_CURL, ...blocks(page.split('\n## ')[0] ?? '').slice(1)].join('\n');
});
afterAll(async () => {
  await app?.close();
  await redis?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('docs/operations.md', () => {
  it('signs in as it says, and asks', async () => {
    const health = await bash(`${prelude}\nask health`);
    expect(JSON.parse(health)).toMatchObject({ status: expect.any(String), metrics: expect.any(Array) });
    await expect(bash(`${prelude}\nask nothing`)).rejects.toMatchObject({ code: 22 });
    expect(await bash(`${prelude}\nask_redis ping`)).toBe('PONG\n');
    await expect(bash(`${prelude}\nask_redis keys '*'`)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('NOPERM'),
    });
  });

  it('has commands that work in every chapter', async () => {
    const texts = chapters()
      .filter(({ title }) => !BACKUPS.includes(title) && title !== 'PgBouncer')
      .map(({ text }) => text);
    const typed = texts.flatMap((text) => [
      ...blocks(text),
      ...inline(text).filter((code) => TYPED.test(code)),
    ]);
    const commands = [...new Set(typed)];
    expect(commands.length).toBeGreaterThan(30);
    // In one shell, which signs in once and ends with the first command that fails; no list of commands is part of `||` or `if`,
    // where bash would go on.
    const script = commands.map((command, index) => `at=${index}\n{\n${command}\n} > /dev/null`);
    const failure = await bash(
      ['at=-1', `trap 'echo "ended at command $at" >&2' EXIT`, prelude, ...script, 'trap - EXIT'].join('\n'),
    ).then(
      () => undefined,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
    const index = /ended at command (\d+)/.exec(failure ?? '')?.[1];
    expect([index && commands[Number(index)], failure]).toEqual([undefined, undefined]);
  }, 120_000);

  it('says of each secret how to change it', () => {
    const secrets = Object.keys(new Env()).filter((name) => SECRET.test(name));
    expect(secrets.length).toBeGreaterThan(5);
    const named = inline(chapter('Change passwords and keys'));
    expect(secrets.filter((name) => !named.includes(name))).toEqual([]);
  });

  it('has statements that work', async () => {
    const [holder] = await app.database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const statements = chapters().flatMap(({ text }) => inline(text).filter((code) => STATEMENT.test(code)));
    expect(statements.length).toBeGreaterThan(3);
    for (const statement of new Set(statements)) {
      const written = statement.replace('(pid)', `(${holder?.pid})`).replace('ROLE app', 'ROLE CURRENT_USER');
      const commands = ['BEGIN', written, 'ROLLBACK'].map((each) => `--command "${each}"`).join(' ');
      await bash(`psql "$DATABASE_URL" --set ON_ERROR_STOP=1 ${commands}`);
    }
  });

  it('describes a PgBouncer that works, also for the programs that an operator runs', async () => {
    const [ini = ''] = blocks(chapter('PgBouncer'), 'ini');
    const settings = ini.split('[pgbouncer]\n')[1] ?? '';
    const pairs = [...settings.matchAll(/^(\w+) = (.+)$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]);
    const bouncer = await PgBouncer.start(app.database.url, Object.fromEntries(pairs));
    const names = [...(blocks(chapter('PgBouncer'))[0] ?? '').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect(names).toEqual(['DATABASE_URL', 'DATABASE_DIRECT_URL']);
    const both = { ...environment, DATABASE_URL: bouncer.url, DATABASE_DIRECT_URL: app.database.url };
    try {
      expect(await bash('node dist/database/migrate.main.js', both)).toContain('up to date');
      const reset = blocks(chapter('Mail and audit')).find((commands) => commands.includes('reset-password'));
      expect(await bash(reset ?? 'false', both)).toContain('New password of');
    } finally {
      await bouncer.stop();
    }
  });

  it('gives operators no way to a key, and no way to change anything', async () => {
    const operator = redis.client();
    for (const [command, ...words] of [
      ['get', 'bb:a'],
      ['set', 'bb:a', '1'],
      ['scan', '0'],
      ['dump', 'bb:a'],
      ['memory', 'usage', 'bb:a'],
      ['config', 'set', 'maxmemory', '1'],
      ['client', 'kill', 'id', '1'],
      ['slowlog', 'reset'],
      ['monitor'],
      ['flushall'],
      ['eval', 'return 1', '0'],
    ] as const) {
      await expect(operator.call(command, ...words)).rejects.toThrow('NOPERM');
    }
  });

  it('leads only to headings and files that are there', async () => {
    const anchors = new Set(
      [...page.matchAll(/^#{1,3} (.+)$/gm)].map(([, title = '']) =>
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
