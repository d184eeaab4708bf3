import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { COMMAND_TIMEOUT, openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { Gate } from '../support/gate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

let redis: RedisServer;
let one: TestCache;
let row: Row;

beforeEach(async () => {
  row = new Row();
  redis = await startRedis();
  one = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url });
});
afterEach(async () => {
  await one.close();
  await redis.stop();
});

async function fill(): Promise<void> {
  await readThing(one, row);
  await until(() => one.store.calls.store === 1);
}

async function tierOf(): Promise<string> {
  return (await one.cache.answer(thingRegion, [1, ['a']], row.load)).status.tier;
}

/** Ten times what S3 allows a write: the bar itself is the chaos run's. */
const PROMPTLY_MS = 3000;

describe('rule 14: while Redis', () => {
  const faults: Record<string, { harm: () => Promise<void>; heal: () => Promise<void> }> = {
    'is killed': { harm: async () => redis.kill(), heal: async () => redis.restart() },
    'is frozen': { harm: async () => redis.freeze(), heal: async () => redis.thaw() },
  };

  it.each(Object.keys(faults))(
    '%s, reads never fail and forgets report the failure; it is used again within a second of its return',
    async (name) => {
      await fill();
      await faults[name]?.harm();
      const forgetting = performance.now();
      expect((await one.cache.forget([{ shard: 'loc:1', tag: 'a' }])).accepted).toBe(false);
      expect(performance.now() - forgetting).toBeLessThan(PROMPTLY_MS);
      expect(one.cache.suspended?.reasons).toEqual(['redis']);
      row.value = 2;
      expect(await readThing(one, row)).toBe(2);
      await faults[name]?.heal();
      const healed = performance.now();
      await until(() => one.cache.available);
      expect(performance.now() - healed).toBeLessThan(PROMPTLY_MS);
    },
  );

  it('is frozen, a request loses at most 100 ms in all, however many reads it makes', async () => {
    await fill();
    await until(async () => (await tierOf()) === 'l1');
    redis.freeze();
    const begun = performance.now();
    for (let id = 1; id < 6; id++) await readThing(one, row, id);
    // If each of them lost as much, it would be 500.
    expect(performance.now() - begun).toBeLessThan(400);
    redis.thaw();
  });

  it('is so far away that a READ and a CLAIM exceed the time limit of a request, entries are stored nevertheless', async () => {
    const wire = await TcpProxy.to(redis.port);
    const far = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: `redis://127.0.0.1:${wire.port}` });
    wire.delay(30);
    const answer = () => far.cache.answer(thingRegion, [7, ['a']], row.load);
    expect((await answer()).status).toMatchObject({ result: 'bypass', detail: 'slow' });
    await until(async () => (await answer()).status.result === 'hit');
    expect(far.cache.suspended).toBeNull();
    await far.close();
    await wire.close();
  });

  it('is full, hits are served, forgets are accepted and misses are loaded', async () => {
    await fill();
    await redis.client().config('SET', 'maxmemory', '1');
    expect(await readThing(one, row, 2)).toBe(1);
    expect(one.cache.suspended).toBeNull();
    expect((await one.cache.forget([{ shard: 'loc:1', tag: 'b' }])).accepted).toBe(true);
    await until(async () => (await tierOf()) !== 'load');
  });

  it('is unavailable at the start, the engine starts nevertheless', async () => {
    await redis.kill();
    const late = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url }, { waits: false });
    expect(await readThing(late, row)).toBe(1);
    expect(late.cache.suspended?.reasons).toEqual(['redis']);
    await redis.restart();
    await until(() => late.cache.available);
    await late.close();
  });
});

describe('a value of ours that another program has damaged is a miss, and is replaced:', () => {
  const shard = 'bb:{loc:1}:';
  const replaced = (value: Buffer | string) => async (key: string) => redis.client().set(key, value);
  const rest = (change: (value: string) => string) => async (key: string) =>
    redis.client().set(key, change((await redis.client().get(key)) ?? ''));

  it.each<[string, key: string, damage: (key: string) => Promise<unknown>]>([
    ['an entry without its end', 'thing:1', rest((value) => value.slice(0, -1))],
    ['an entry with another body', 'thing:1', rest((value) => value.replace(/\n.*/, '\n{"other":2}'))],
    ['a token of other bytes', 'tag:a', replaced(Buffer.from([0xff, 0xe9]))],
    ['an empty load lock', 'lease:thing:1', replaced('')],
    ['a load lock of one word', 'lease:thing:1', replaced('word')],
  ])('%s', async (_, key, damage) => {
    const loadLong = async () => 'x'.repeat(20);
    const read = async ({ cache }: TestCache) => {
      const { status, entry } = await cache.answer(thingRegion, [1, ['a']], loadLong);
      return [status.result, entry.value];
    };
    await read(one);
    await until(() => one.store.calls.store === 1);
    if (key.startsWith('lease:')) await redis.client().del(`${shard}thing:1`);
    await damage(shard + key);
    const two = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url });
    expect(await read(two)).toEqual(['miss', 'x'.repeat(20)]);
    await until(() => two.store.calls.store === 1);
    const three = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url });
    expect(await read(three)).toEqual(['hit', 'x'.repeat(20)]);
    expect(two.cache.suspended).toBeNull();
    await Promise.all([two.close(), three.close()]);
  });
});

describe('rule 14: after Redis was unavailable', () => {
  it('reads wait for the listeners that forget what was pending', async () => {
    const gate = new Gate();
    let calls = 0;
    one.cache.onReconnected(async () => {
      calls++;
      if (calls === 1) throw new Error('the database is unavailable, too');
      await gate.pass();
    });
    await redis.kill();
    await until(() => !one.cache.available);
    await redis.restart();
    await until(() => calls === 2 || one.cache.available);
    expect(calls).toBe(2);
    expect(one.cache.suspended?.reasons).toEqual(['redis']);
    expect(await readThing(one, row)).toBe(1);
    gate.open();
    await until(() => one.cache.available);
  });

  it('the listeners are called for a new epoch, but not for a new connection within the same epoch', async () => {
    let epochs = 0;
    one.cache.onNewEpoch(async () => void epochs++);
    await redis.client().client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await until(() => !one.cache.available);
    await until(() => one.cache.available);
    expect(epochs).toBe(0);
    await redis.kill();
    await redis.restart();
    await until(() => one.cache.available);
    expect(epochs).toBe(1);
  });
});

describe('a suspension', () => {
  it('lasts until every reason is removed, and no cached value is served meanwhile', async () => {
    await fill();
    one.cache.suspend('outbox');
    one.cache.suspend('lock');
    one.cache.resume('outbox');
    expect(one.cache.suspended).toEqual({ since: expect.any(Number), reasons: ['lock'] });
    row.value = 2;
    expect(await readThing(one, row)).toBe(2);
    one.cache.resume('lock');
    expect(one.cache.available).toBe(true);
  });
});
