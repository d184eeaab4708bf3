import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { limitValidity } from '../../src/cache/read/load-scope.js';
import { Clock } from '../../src/config/clock.js';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { Gate } from '../support/gate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const NOON = Date.UTC(2027, 2, 14, 12);

class MovableClock extends Clock {
  at = NOON;

  now(): number {
    return this.at;
  }
}

describe.each(['redis', 'memory'] as const)('rule 7 with the %s store', (mode) => {
  const clock = new MovableClock();
  let redis: RedisServer | undefined;
  let one: TestCache;
  let row: Row;

  beforeEach(async () => {
    clock.at = NOON;
    row = new Row();
    redis = mode === 'redis' ? await startRedis() : undefined;
    one = await open();
  });
  afterEach(async () => {
    await one.close();
    await redis?.stop();
  });

  async function open(env: Record<string, string> = {}): Promise<TestCache> {
    return openCache(redis === undefined ? env : { REDIS_URL: redis.url, ...env }, {
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
  }

  /** Reads with a load whose value is valid for one second. */
  async function readLimited(from: TestCache): Promise<number> {
    return readThing(from, {
      load: async () => {
        limitValidity(clock.now() + 1000);
        limitValidity(clock.now() + 5000);
        return row.load();
      },
    });
  }

  it('serves an entry from L1 up to its last millisecond and not beyond, although its lease lasts longer', async () => {
    await readLimited(one);
    await until(async () => (await one.cache.answer(thingRegion, [1, ['a']], row.load)).status.tier === 'l1');
    clock.at = NOON + 999;
    await readLimited(one);
    expect(row.loads).toBe(1);
    clock.at = NOON + 1000;
    await readLimited(one);
    expect(row.loads).toBe(2);
  });

  it('serves an entry from the store up to its last millisecond and not beyond', async () => {
    await one.close();
    one = await open({ CACHE_L1_MAX_BYTES: '0' });
    await readLimited(one);
    await until(() => one.store.calls.store === 1);
    clock.at = NOON + 999;
    await readLimited(one);
    expect(row.loads).toBe(1);
    clock.at = NOON + 1000;
    await readLimited(one);
    expect(row.loads).toBe(2);
  });

  it('limits the validity of an entry to that of its region, shortened by at most a tenth', async () => {
    const { entry } = await one.cache.answer(thingRegion, [1, ['a']], row.load);
    expect(entry.validUntil).toBeLessThanOrEqual(NOON + 300_000);
    expect(entry.validUntil).toBeGreaterThanOrEqual(NOON + 270_000);
  });

  it('does not store a value that expired during its load, and gives it to no reader that began later', async () => {
    const gate = new Gate();
    const early = readThing(one, {
      load: async () => {
        limitValidity(NOON + 1000);
        const value = await row.load();
        await gate.pass();
        return value;
      },
    });
    await gate.reached;
    clock.at = NOON + 1000;
    row.value = 2;
    const late = readThing(one, row);
    await until(() => one.store.calls.read === 2);
    gate.open();
    expect(await early).toBe(1);
    expect(await late).toBe(2);
  });
});
