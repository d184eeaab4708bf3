import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisLink } from '../../src/cache/redis/redis.link.js';
import { ForgetFeed } from '../../src/cache/store/forget-feed.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

const DEPLOY = resolve('deploy/redis');
/** Connects as an outsider does: the default user is off. */
const WATCHER = { username: 'watcher', password: 'watching' };
const PASSWORD = 'added-by-the-operator';
const AT = { shard: 'loc:1', key: 'thing:1', tags: ['a', 'b'] };

interface Pattern {
  readonly region: string | null;
  readonly bytes: number;
}

let folder: string;
let redis: RedisServer;
let app: TestApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookedbarber-acl-'));
  const users = join(folder, 'users.acl');
  const watcher = `user ${WATCHER.username} on >${WATCHER.password} ~* &* +@all\n`;
  const shipped = await readFile(join(DEPLOY, 'users.acl'), 'utf8');
  const withPassword = shipped.replace('user bookedbarber on ', `user bookedbarber on >${PASSWORD} `);
  await writeFile(users, withPassword + watcher);
  redis = await startRedis(['--include', join(DEPLOY, 'redis.conf'), '--aclfile', users], { login: WATCHER });
  app = await startApp({
    REDIS_URL: redis.url,
    REDIS_USERNAME: 'bookedbarber',
    REDIS_PASSWORD: PASSWORD,
  });
});
afterAll(async () => {
  await app?.close();
  await redis?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('takes its memory limit and its policy from redis.conf', async () => {
  const watcher = redis.client();
  expect(await watcher.config('GET', 'maxmemory')).toEqual(['maxmemory', String(512 * 2 ** 20)]);
  expect(await watcher.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'allkeys-lru']);
});

it('rejects clients without a password', async () => {
  const stranger = new Redis(redis.port, '127.0.0.1', { enableReadyCheck: false, lazyConnect: true });
  await expect(stranger.get('bb:{loc:1}:thing:1')).rejects.toThrow('NOAUTH');
  stranger.disconnect();
});

it('lets the application do all it does, and denies it nothing', async () => {
  const admin = (await app.signUp('admin')).token;
  const get = async (path: string) => (await app.get(path, { token: admin })).body;
  await until(async () => (await get('cache/availability')).available);
  const { locationId, serviceId } = await createShop(app.database);
  const question = `bookings/available-slots?date=2027-06-15&timezone=UTC&locationId=${locationId}&serviceId=${serviceId}`;
  // The rows of the shop that the test made are forgotten once more meanwhile: what was loaded before is not kept.
  await until(async () => {
    await get(question);
    const { patterns } = await get('cache/keys/summary');
    return patterns.some(({ region, bytes }: Pattern) => region === 'available slots' && bytes > 0);
  });
  const forgotten = await app.post('cache/invalidate/all-slots', undefined, { token: admin });
  expect(forgotten.body.message).toBe('All slots: forgotten.');
  expect((await get('cache/stats')).redis).toMatchObject({ role: 'master', maxmemoryPolicy: 'allkeys-lru' });

  const { store } = app.app.get(RedisLink, { strict: false });
  const claim = { generation: 'g.1', tokenLifeMs: MINUTE_MS, lockMs: 5000 };
  const { epoch, tokens } = await store.claim(AT, { ...claim, owner: 'one' });
  const request = {
    epoch,
    owner: 'one',
    payload: Buffer.from('x'),
    lifeMs: MINUTE_MS,
    own: null,
    ownLifeMs: MINUTE_MS,
    tokenLifeMs: MINUTE_MS,
    tokens,
  };
  expect(await store.store(AT, request)).toBe(true);
  expect((await store.read(AT, { entry: true, lock: true })).entry?.toString()).toBe('x');
  await store.drop(AT, 'renewed', MINUTE_MS);
  // A token whose end is near is kept alive: PTTL and PEXPIRE.
  await store.claim(AT, { ...claim, tokenLifeMs: 120_000, owner: 'two' });
  await store.release(AT, 'two', 120_000);
  await store.forget(AT.tags.map((tag) => ({ shard: AT.shard, tag })));

  // Live streams receive forgotten tags: CLIENT TRACKING and SUBSCRIBE.
  const feed = app.app.get(ForgetFeed, { strict: false });
  const received: string[] = [];
  await feed.listen({
    forgotten: (tags) => received.push(...tags.map(({ tag }) => tag)),
    missed: () => undefined,
  });
  expect(feed.receivesOthers).toBe(true);
  await redis.client().set('bb:{loc:1}:tag:reported', '1');
  await until(() => received.includes('reported'));

  // What the sampler asked at the start is in here too: INFO and the probe of expiry.
  expect(await redis.client().acl('LOG')).toEqual([]);
});

it('keeps the application to its own keys, and away from commands that are not for it', async () => {
  const client = new Redis(redis.port, '127.0.0.1', { username: 'bookedbarber', password: PASSWORD });
  await expect(client.set('another', '1')).rejects.toThrow('NOPERM');
  await expect(client.flushall()).rejects.toThrow('NOPERM');
  client.disconnect();
});
