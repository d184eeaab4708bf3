import { afterEach, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import { ConsoleLogger } from '@nestjs/common';
import { RedisLink } from '../../src/cache/redis/redis.link.js';
import { openCache, readThing, Row, type TestCache } from '../support/cache.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { startSentinels, WATCHED } from '../support/sentinel.js';
import { until } from '../support/until.js';

class Memory extends ConsoleLogger {
  readonly lines: string[] = [];

  override log(message: string): void {
    this.lines.push(message);
  }

  override warn(message: string): void {
    this.lines.push(message);
  }
}

let opened: TestCache | undefined;
let redis: RedisServer | undefined;
let sentinels: RedisServer[] = [];
let fake: Server | undefined;

afterEach(async () => {
  await opened?.close();
  await Promise.all([redis, ...sentinels].map(async (server) => server?.stop()));
  fake?.close();
  opened = redis = fake = undefined;
  sentinels = [];
});

async function openWithLog(env: Record<string, string>, waits = false): Promise<string[]> {
  const log = new Memory();
  opened = await openCache(env, { waits, override: (builder) => builder.setLogger(log) });
  return log.lines;
}

it('logs once which settings to correct when Redis rejects the password, and serves reads meanwhile', async () => {
  redis = await startRedis();
  await redis.client().config('SET', 'requirepass', 'open sesame');
  const lines = await openWithLog({ REDIS_URL: redis.url, REDIS_PASSWORD: 'wrong' });
  await until(() => lines.some((line) => line.includes('REDIS_PASSWORD')));
  const row = new Row();
  expect(await readThing(opened as TestCache, row)).toBe(1);
  expect(lines.filter((line) => line.includes('REDIS_PASSWORD'))).toHaveLength(1);
});

it('signs in with user and password', async () => {
  redis = await startRedis();
  await redis.client().acl('SETUSER', 'shop', 'on', '>sesame', '~bb:*', '+@all');
  await openWithLog({ REDIS_URL: redis.url, REDIS_USERNAME: 'shop', REDIS_PASSWORD: 'sesame' }, true);
  expect(opened?.cache.available).toBe(true);
});

it('signs in with a password alone, as most providers write the URL', async () => {
  redis = await startRedis();
  await redis.client().config('SET', 'requirepass', 'open/sesame');
  const url = redis.url.replace('://', `://:${encodeURIComponent('open/sesame')}@`);
  await openWithLog({ REDIS_URL: url }, true);
  expect(opened?.cache.available).toBe(true);
});

it.each([
  ['the user may not SELECT it', 5],
  ['the server has fewer databases', 99],
])('does not use database 0 instead of another one if %s', async (_, number) => {
  redis = await startRedis();
  await redis
    .client()
    .acl('SETUSER', 'shop', 'on', '>sesame', '~*', '&*', '+@all', ...(number === 5 ? ['-select'] : []));
  const lines = await openWithLog({ REDIS_URL: `redis://shop:sesame@127.0.0.1:${redis.port}/${number}` });
  await until(() => lines.some((line) => line.includes(`SELECT ${number} was refused`)));
  expect(opened?.cache.available).toBe(false);
  expect(await readThing(opened as TestCache, new Row())).toBe(1);
  expect(await redis.client().dbsize()).toBe(0);
});

it('uses the database that REDIS_URL names', async () => {
  redis = await startRedis();
  await openWithLog({ REDIS_URL: `${redis.url}/5` }, true);
  const row = new Row();
  await readThing(opened as TestCache, row);
  await until(() => opened?.store.calls.store === 1);
  expect(await redis.client().dbsize()).toBe(0);
});

it('does not use a server older than 6.0, and logs why', async () => {
  const info = 'redis_version:5.0.14\r\nrole:master\r\nmaster_replid:' + 'a'.repeat(40) + '\r\n';
  fake = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const command of chunk.toString().match(/\*\d+\r\n\$\d+\r\n\w+/g) ?? []) {
        socket.write(/info$/i.test(command) ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n');
      }
    });
  });
  const port = await new Promise<number>((resolve) => {
    const listening = fake as Server;
    listening.listen(0, '127.0.0.1', () => resolve((listening.address() as { port: number }).port));
  });
  const lines = await openWithLog({ REDIS_URL: `redis://127.0.0.1:${port}` });
  await until(() => lines.some((line) => line.includes('5.0.14 is too old')));
  expect(opened?.cache.available).toBe(false);
});

it('starts although no Sentinel answers, and connects when one does', async () => {
  redis = await startRedis();
  const [sentinel] = (sentinels = await startSentinels(redis, { count: 1, replicas: 0 }));
  await sentinel?.kill();
  await openWithLog({
    REDIS_SENTINELS: `127.0.0.1:${sentinel?.port}`,
    REDIS_SENTINEL_NAME: WATCHED,
  });
  expect(await readThing(opened as TestCache, new Row())).toBe(1);
  expect(opened?.cache.suspended?.reasons).toEqual(['redis']);
  await sentinel?.restart();
  await until(() => opened?.cache.available === true);
});

it('reconnects although ioredis has given up its connection for good', async () => {
  redis = await startRedis();
  const lines = await openWithLog({ REDIS_URL: redis.url }, true);
  const times = (sentence: string) => lines.filter((line) => line.startsWith(sentence)).length;
  const before = times('Reads use the cache again');
  opened?.get(RedisLink).clients[0]?.disconnect();
  await until(() => times('Reads use the cache again') > before);
  expect(opened?.cache.available).toBe(true);
});

it('logs one line when Redis fails and one when it is back', async () => {
  redis = await startRedis();
  const lines = await openWithLog({ REDIS_URL: redis.url }, true);
  const mine = () => lines.filter((line) => /bypass|use the cache/.test(line));
  await redis.kill();
  await until(() => opened?.cache.available === false);
  await until(() => mine().length > 0);
  await redis.restart();
  await until(() => opened?.cache.available === true);
  expect(mine().map((line) => /^Reads (\w+) the cache/.exec(line)?.[1])).toEqual(['bypass', 'use']);
});
