import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SECOND_MS } from '../../src/time/durations.js';
import { ApiClient } from '../support/app.js';
import { createTestDatabase } from '../support/database.js';
import { embeddedServer, isAlive, ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

/** How long the server waits for requests to end, at most. */
const DRAIN_MS = 10 * SECOND_MS;

const run = promisify(execFile);
/** What `npm run db:reset` runs. */
const RESET = join(process.cwd(), 'dist/database/embedded/embedded-reset.main.js');

/** What a developer has in the environment for another PostgreSQL. */
const OF_ANOTHER_SERVER = { PGHOST: '203.0.113.1', PGSSLMODE: 'require' };

/** `npm start` on a machine without services: one folder, started and stopped in every way. */
describe('the server as a process', () => {
  let directory: string;
  let password: string;
  const started: ServerProcess[] = [];
  const ends: (() => void)[] = [];

  const start = (environment: Record<string, string> = {}, isFromNpm = false) => {
    const server = new ServerProcess({ DATA_DIR: directory, ...environment }, directory, isFromNpm);
    started.push(server);
    return server;
  };
  const logIn = async (url: string) => {
    const api = new ApiClient(url);
    const credentials = { email: 'admin@bookedbarber.local', password };
    return api.post<{ accessToken: string }>('auth/login', credentials);
  };
  const locations = async (url: string) => {
    const { body } = await new ApiClient(url).get<{ items: { name: string }[] }>('locations');
    return body.items.map(({ name }) => name);
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bookedbarber-start-'));
  });

  afterEach(async () => {
    for (const end of ends.splice(0)) end();
    for (const server of started.splice(0)) {
      server.destroy();
      await server.ended;
    }
  });

  afterAll(async () => {
    const orphan = await embeddedServer(directory);
    if (orphan !== undefined) {
      process.kill(orphan, 'SIGQUIT');
      await until(() => !isAlive(orphan));
    }
    await rm(directory, { recursive: true, force: true });
  });

  it('brings its own database and shop, and prints its addresses and how to log in', async () => {
    const server = start(OF_ANOTHER_SERVER);
    const url = await server.listening();
    expect(server.output).toContain(`${url}/docs`);
    expect(server.output).toContain(`${url}/admin`);
    password = /password (\S+)/.exec(server.output)?.[1] ?? '';
    const barber = /Barber +(\S+), password (\S+)/.exec(server.output);
    const login = { email: barber?.[1], password: barber?.[2] };
    expect((await new ApiClient(url).post('auth/login', login)).body).toMatchObject({
      user: { role: 'barber' },
    });
    const { body } = await logIn(url);
    expect(await locations(url)).toEqual(['Brooklyn', 'Kreuzberg']);
    const api = new ApiClient(url);
    const token = body.accessToken;
    const invalidation = async () => (await api.get('cache/stats', { token })).body.invalidation;
    await until(async () => {
      const { events, pending } = await invalidation();
      return events > 100 && pending === 0;
    });
    const lags = async () =>
      /^cache_invalidation_lag_seconds_count (\d+)$/m.exec((await api.get<string>('/metrics')).body)?.[1];
    // Seeding the shop does not count: no request was served yet.
    expect(await lags()).toBe('0');
    const added = { name: 'Lisbon', timezone: 'Europe/Lisbon' };
    await api.post('locations', added, { token });
    expect(await lags()).toBe('1');
    await api.post('auth/forgot-password', { email: 'admin@bookedbarber.local' });
    await until(() => /MAIL_URL is not set.*\/account#token=\S{20}/.test(server.output));

    server.interrupt();
    expect(await server.ended).toBe(0);
    expect(server.errors).toBe('');
    expect(await embeddedServer(directory)).toBeUndefined();
  });

  it('keeps its data, names a misspelt setting in its log, and refuses a second server on the data', async () => {
    const server = start({ REDIS_ULR: 'redis://:hunter2@localhost' });
    const url = await server.listening();
    expect(server.output).toContain(
      'REDIS_ULR is not a setting and has no effect. If REDIS_URL is meant, rename it.',
    );
    expect(server.output).not.toContain('hunter2');
    expect(server.output).toContain('with the password set at the first start');
    expect(await locations(url)).toEqual(['Brooklyn', 'Kreuzberg', 'Lisbon']);

    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.errors).toMatch(
      new RegExp(`^Another server \\(process ${server.pid}\\) uses the embedded database in .*\n$`),
    );
    const refused = run(process.execPath, [RESET, '--yes'], { env: { DATA_DIR: directory }, cwd: directory });
    await expect(refused).rejects.toMatchObject({ code: 1, stderr: second.errors });
    expect((await logIn(url)).status).toBe(200);
  });

  it('takes over the database that a killed server left running', async () => {
    const orphan = await embeddedServer(directory);
    expect(orphan).toBeDefined();
    const server = start();
    expect(await locations(await server.listening())).toContain('Lisbon');
    expect(await embeddedServer(directory)).toBe(orphan);

    server.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(await embeddedServer(directory)).toBeUndefined();
  });

  it('completes running requests before it stops', async () => {
    const server = start();
    const { port, hostname } = new URL(await server.listening());
    const body = JSON.stringify({ email: 'admin@bookedbarber.local', password });
    const silent = new Socket().connect(Number(port), hostname).on('error', () => undefined);
    const socket = new Socket();
    ends.push(
      () => socket.destroy(),
      () => silent.destroy(),
    );
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.connect(Number(port), hostname);
    socket.write(
      `POST /api/v1/auth/login HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    await until(() => answer.includes('100 Continue'));

    server.interrupt();
    // As npm passes a Ctrl-C on that reached the process by itself.
    server.kill('SIGTERM');
    await until(() => refuses(Number(port), hostname));
    socket.write(body);
    await until(() => answer.includes('accessToken'));
    const answeredAt = performance.now();
    expect(await server.ended).toBe(0);
    // It waits neither for the connection, which is kept alive, to time out, nor for one that a browser has opened ahead.
    expect(performance.now() - answeredAt).toBeLessThan(DRAIN_MS / 2);
  });

  it('leaves no process if it is stopped during its start', async () => {
    const server = start();
    await until(async () => (await embeddedServer(directory)) !== undefined);
    server.interrupt();
    expect(await server.ended).toBe(0);
    expect(server.errors).toBe('');
    await until(async () => (await embeddedServer(directory)) === undefined);
  });

  it('leaves no process if its database cannot be made', async () => {
    const folder = join(directory, 'of-a-reader');
    const server = start({ DATA_DIR: folder, PGOPTIONS: '-c default_transaction_read_only=on' });
    expect(await server.ended).toBe(1);
    expect(server.errors).toContain('cannot execute CREATE DATABASE');
    await until(async () => (await embeddedServer(folder)) === undefined);
  });

  it('ends at once on a second Ctrl-C, together with the database', async () => {
    const server = start();
    const { port, hostname } = new URL(await server.listening());
    const waiting = new Socket().connect(Number(port), hostname);
    ends.push(() => waiting.destroy());
    waiting.on('error', () => undefined);
    waiting.write(
      `POST /api/v1/auth/login HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n`,
    );
    await until(() => waiting.bytesRead > 0);
    server.interrupt();
    await until(() => refuses(Number(port), hostname));
    // The first of these may still count as the same Ctrl-C.
    await until(() => {
      if (isAlive(server.pid)) server.interrupt();
      return !isAlive(server.pid);
    });
    expect(await server.ended).toBe(1);
    await until(async () => (await embeddedServer(directory)) === undefined);
  });

  it.each<[string, NodeJS.Signals, boolean]>([
    ['a closed terminal', 'SIGHUP', false],
    ['a SIGTERM that npm passes on to its shell only', 'SIGTERM', true],
  ])('stops, together with the database: %s', async (_how, signal, isFromNpm) => {
    const server = start({}, isFromNpm);
    await server.listening();
    server.kill(signal);
    await server.ended;
    expect(await embeddedServer(directory)).toBeUndefined();
  });

  it('reports the invalid variable, and nothing else', async () => {
    const server = start({ PORT: 'http' });
    expect(await server.ended).toBe(1);
    expect(server.errors).toBe('PORT takes a whole number from 0 to 65535.\n');
    expect(server.output).toBe('');
  });

  it('starts once, if it is started twice at once on a new folder', async () => {
    const folder = { DATA_DIR: join(directory, 'twice') };
    const servers = [start(folder), start(folder)];
    const loser = await Promise.any(servers.map(async (server) => server.ended.then(() => server)));
    expect(loser.errors).toMatch(/^Another server \(process \d+\) uses the embedded database in .*\n$/);
    const winner = servers.find((server) => server !== loser);
    await winner?.listening();
    winner?.kill('SIGTERM');
    expect(await winner?.ended).toBe(0);
  });

  it('reports a folder in which PostgreSQL cannot be started, and makes nothing there', async () => {
    const server = start({ DATA_DIR: join(directory, 'a$HOME') });
    expect(await server.ended).toBe(1);
    expect(server.errors).toMatch(
      /cannot be started in a folder whose name has .*a\$HOME.*\nRename it, .*\n$/,
    );
    expect(await readdir(directory)).not.toContain('a$HOME');
  });

  it('reports that the port is in use, and stops the database again', async () => {
    const taken = await occupyPort();
    ends.push(() => taken.server.close());
    const server = start({ PORT: String(taken.port) });
    expect(await server.ended).toBe(1);
    expect(server.errors).toMatch(/^The port is in use: set PORT to another one\. .*\n$/);
    expect(await embeddedServer(directory)).toBeUndefined();
  });

  it('prints the password of the admin that it has made, even if it ends because the port is in use', async () => {
    const [taken, database] = await Promise.all([occupyPort(), createTestDatabase()]);
    try {
      const server = start({ PORT: String(taken.port), DATABASE_URL: database.url });
      expect(await server.ended).toBe(1);
      expect(server.output).toMatch(/admin@bookedbarber\.local.*password.* \S{16}$/m);
    } finally {
      taken.server.close();
      await database.drop();
    }
  });

  it('reports that the database does not answer', async () => {
    const taken = await occupyPort();
    await new Promise((closed) => taken.server.close(closed));
    const server = start({ DATABASE_URL: `postgres://u:p@127.0.0.1:${taken.port}/shop` });
    expect(await server.ended).toBe(1);
    expect(server.errors).toMatch(/^The database of DATABASE_URL does not answer: .*\n$/);
  });

  it('reports why the database server refuses the connection', async () => {
    const database = await createTestDatabase();
    try {
      const url = new URL(database.url);
      url.pathname = '/nowhere';
      const server = start({ DATABASE_URL: url.href });
      expect(await server.ended).toBe(1);
      expect(server.errors).toMatch(/^The server of DATABASE_URL has no such database: create it, .*\n$/);
    } finally {
      await database.drop();
    }
  });
});

async function refuses(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    socket.once('error', () => resolve(true));
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.connect(port, host);
  });
}

async function occupyPort(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was found.');
  return { server, port: address.port };
}
