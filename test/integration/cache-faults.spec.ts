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

describe('rule 14: while Redis', () => {
  const faults: Record<string, { harm: () => Promise<void>; heal: () => Promise<void> }> = {
    'is killed': { harm: async () => redis.kill(), heal: async () => redis.restart() },
    'is frozen': { harm: async () => redis.freeze(), heal: async () => redis.thaw() },
  };

  it.each(Object.keys(faults))(
    '%s, reads never fail and writes are told; it is used again within a second',
    async (name) => {
      await fill();
      await faults[name]?.harm();
      const forgetting = performance.now();
      expect((await one.cache.forget([{ shard: 'loc:1', tag: 'a' }])).accepted).toBe(false);
      expect(performance.now() - forgetting).toBeLessThan(300);
      expect(one.cache.suspended?.reasons).toEqual(['redis']);
      row.value = 2;
      expect(await readThing(one, row)).toBe(2);
      await faults[name]?.heal();
      const healed = performance.now();
      await until(() => one.cache.available);
      expect(performance.now() - healed).toBeLessThan(1000);
    },
  );

  it('is frozen, it costs a request 100 ms in all, however many reads it makes', async () => {
    await fill();
    await until(async () => (await tierOf()) === 'l1');
    redis.freeze();
    const begun = performance.now();
    for (let id = 1; id < 6; id++) await readThing(one, row, id);
    expect(performance.now() - begun).toBeLessThan(200);
    redis.thaw();
  });

  it('is far away, a READ and a CLAIM together cost more than a request may lose, and yet entries come to be', async () => {
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

  it('is full, hits are served, forgets are taken and misses are loaded', async () => {
    await fill();
    await redis.client().config('SET', 'maxmemory', '1');
    expect(await readThing(one, row, 2)).toBe(1);
    expect(one.cache.suspended).toBeNull();
    expect((await one.cache.forget([{ shard: 'loc:1', tag: 'b' }])).accepted).toBe(true);
    await until(async () => (await tierOf()) !== 'load');
  });

  it('is away at the start, the engine starts all the same', async () => {
    await redis.kill();
    const late = await openCache({ ...COMMAND_TIMEOUT, REDIS_URL: redis.url }, { waits: false });
    expect(await readThing(late, row)).toBe(1);
    expect(late.cache.suspended?.reasons).toEqual(['redis']);
    await redis.restart();
    await until(() => late.cache.available);
    await late.close();
  });
});

describe('rule 14: after Redis was away', () => {
  it('reads wait for the listeners that forget what was pending', async () => {
    const gate = new Gate();
    let calls = 0;
    one.cache.onReconnected(async () => {
      calls++;
      if (calls === 1) throw new Error('the database is away as well');
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

  it('a new epoch is told, a new connection to the old one is not', async () => {
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
  it('holds until every reason is taken back, and serves nothing that was cached', async () => {
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
