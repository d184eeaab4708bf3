import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConsoleLogger } from '@nestjs/common';
import { openCache } from '../support/cache.js';
import { selfSigned } from '../support/certificate.js';
import { freePort, type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const PROCESS = fileURLToPath(new URL('../support/cache.process.js', import.meta.url));

let directory: string;
let authority: string;
let redis: RedisServer;
let url: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bookedbarber-tls-'));
  const made = selfSigned();
  authority = join(directory, 'certificate.pem');
  const key = join(directory, 'key.pem');
  await writeFile(authority, made.certificate);
  await writeFile(key, made.key);
  const port = await freePort();
  const files = ['--tls-cert-file', authority, '--tls-key-file', key];
  redis = await startRedis(['--tls-port', String(port), '--tls-auth-clients', 'no', ...files]);
  await redis.client().acl('SETUSER', 'shop', 'on', '>sesame', '~bb:*', '+@all');
  url = `rediss://shop:sesame@127.0.0.1:${port}`;
});
afterAll(async () => {
  await redis.stop();
  await rm(directory, { recursive: true });
});

it('uses a server whose authority NODE_EXTRA_CA_CERTS names', async () => {
  const env = { PATH: process.env['PATH'], REDIS_URL: url, NODE_EXTRA_CA_CERTS: authority };
  const child = fork(PROCESS, { env, execArgv: [] });
  const exited = once(child, 'exit');
  let available = false;
  child.on('message', (message: { available?: boolean }) => (available ||= message.available === true));
  // A process has to start, on a machine that may have other things to do.
  await until(() => available, 30_000);
  child.send('read');
  await until(async () => (await redis.client().exists('bb:{loc:1}:thing:1')) === 1);
  child.send('end');
  await exited;
});

it('does not use a server with an untrusted certificate, and says what is missing', async () => {
  const lines: string[] = [];
  class Memory extends ConsoleLogger {
    override log(line: string): void {
      lines.push(line);
    }
  }
  const opened = await openCache(
    { REDIS_URL: url },
    { waits: false, override: (builder) => builder.setLogger(new Memory()) },
  );
  await until(() => lines.some((line) => line.includes('NODE_EXTRA_CA_CERTS')));
  expect(opened.cache.available).toBe(false);
  await opened.close();
});
