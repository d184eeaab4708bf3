import { afterEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { openCache, readThing, Row, type TestCache } from '../support/cache.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

interface Line {
  readonly level: string;
  readonly text: string;
}

class Lines implements LoggerService {
  readonly all: Line[] = [];
  log = (text: unknown) => void this.all.push({ level: 'info', text: String(text) });
  warn = (text: unknown) => void this.all.push({ level: 'warn', text: String(text) });
  error = (text: unknown) => void this.all.push({ level: 'error', text: String(text) });

  warnings(pattern: RegExp): string[] {
    return this.all
      .filter(({ level, text }) => level === 'warn' && pattern.test(text))
      .map(({ text }) => text);
  }
}

let redis: RedisServer | undefined;
const opened: TestCache[] = [];

afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
  await redis?.stop();
  redis = undefined;
});

async function openWithLines(url: string, waits = true): Promise<[TestCache, Lines]> {
  const lines = new Lines();
  const cache = await openCache(
    { REDIS_URL: url },
    { waits, override: (builder) => builder.setLogger(lines) },
  );
  opened.push(cache);
  return [cache, lines];
}

it('losing and regaining Redis is one warning each at every instance, with the cause and what it means', async () => {
  redis = await startRedis();
  // The logger of Nest belongs to the process: the second one gets the lines of both.
  const [[one], [two, lines]] = [await openWithLines(redis.url), await openWithLines(redis.url)];
  await redis.kill();
  await until(() => lines.warnings(/^Reads bypass the cache/).length === 2);
  await redis.restart();
  await until(() => one.cache.available && two.cache.available);
  await until(() => lines.warnings(/^Reads use the cache again/).length === 2);
  const lost = expect.stringMatching(
    /^Reads bypass the cache: .*ECONNREFUSED.*\. Instance \S+:\d+\. For users, /,
  );
  const regained = expect.stringMatching(/^Reads use the cache again, after \d+\.\d s: .* Instance \S+:\d+$/);
  expect(lines.warnings(/./)).toEqual([lost, lost, regained, regained]);
});

it('scripts that are refused keep it away until they are allowed, with one line', async () => {
  redis = await startRedis();
  const watcher = redis.client();
  await watcher.acl('SETUSER', 'shop', 'on', '>sesame', '~*', '&*', '+@all', '-eval', '-evalsha');
  const url = `redis://shop:sesame@127.0.0.1:${redis.port}`;
  const [cache, lines] = await openWithLines(url, false);
  await until(() => lines.warnings(/^Reads bypass the cache: .*eval.*users\.acl/).length === 1);
  const row = new Row();
  for (let read = 0; read < 20; read++) expect(await readThing(cache, row)).toBe(1);
  expect(lines.all.filter(({ text }) => text.startsWith('Reads '))).toHaveLength(1);
  await watcher.acl('SETUSER', 'shop', '+eval', '+evalsha');
  await until(() => cache.cache.available);
  await watcher.acl('SETUSER', 'shop', '-eval', '-evalsha');
  await watcher.client('KILL', 'USER', 'shop');
  await until(() => !cache.cache.available);
  expect(await readThing(cache, row)).toBe(1);
});

it('reads that are refused keep it away until they are allowed, with one line', async () => {
  redis = await startRedis();
  const watcher = redis.client();
  const [cache, lines] = await openWithLines(redis.url);
  await watcher.acl('SETUSER', 'default', '-mget');
  const row = new Row();
  expect(await readThing(cache, row)).toBe(1);
  const since = performance.now();
  await until(() => {
    expect(cache.cache.available).toBe(false);
    return performance.now() - since > 500;
  });
  expect(lines.warnings(/NOPERM.*'mget'.*users\.acl/)).toHaveLength(1);
  await watcher.acl('SETUSER', 'default', '+mget');
  await until(() => cache.cache.available);
  expect(lines.warnings(/./)).toHaveLength(2);
});

it('a value of another program under one of our keys is replaced, and suspends nothing', async () => {
  redis = await startRedis();
  const [cache, lines] = await openWithLines(redis.url);
  const row = new Row();
  await readThing(cache, row);
  await until(async () => (await redis?.client().dbsize()) !== 0);
  const watcher = redis.client();
  for (const key of await watcher.keys('*')) {
    await watcher.del(key);
    await watcher.rpush(key, 'foreign');
  }
  await new Promise((resolve) => setTimeout(resolve, 30));
  for (let read = 0; read < 5; read++) expect(await readThing(cache, row)).toBe(1);
  await until(async () => {
    const types = await Promise.all((await watcher.keys('*:tag:*')).map((key) => watcher.type(key)));
    return types.length > 0 && types.every((type) => type === 'string');
  });
  expect(cache.cache.available).toBe(true);
  expect(lines.warnings(/./)).toEqual([]);
});
