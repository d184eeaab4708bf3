import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Address } from '../../src/cache/entry/address.js';
import { CacheStore, type ClaimRequest } from '../../src/cache/store/cache.store.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import { openCache, type TestCache } from '../support/cache.js';
import { TestCluster } from '../support/redis-cluster.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

let at: Address;
let tests = 0;
beforeEach(() => {
  tests++;
  at = { shard: `loc:${tests}`, key: 'thing:1', tags: ['a', 'b'] };
});
const claimAs = (owner: string, over: Partial<ClaimRequest> = {}): ClaimRequest => ({
  owner,
  generation: 'g.1',
  tokenLifeMs: MINUTE_MS,
  lockMs: 5000,
  ...over,
});
const body = (text: string) => Buffer.from(text);

let redis: RedisServer;
let cluster: TestCluster;
beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedis(), TestCluster.start()]);
});
afterAll(async () => Promise.all([redis.stop(), cluster.stop()]));

const STORES = {
  redis: () => ({ REDIS_URL: redis.url }),
  cluster: () => ({ REDIS_CLUSTER_NODES: cluster.addresses }),
  memory: () => ({}),
};

describe.each(['redis', 'cluster', 'memory'] as const)('the %s store', (kind) => {
  let opened: TestCache;
  let store: CacheStore;

  beforeAll(async () => {
    opened = await openCache(STORES[kind]());
    store = opened.store;
  });
  afterAll(async () => opened.close());

  it('is of the configured kind', () => {
    expect(store.mode).toBe(kind === 'memory' ? 'memory' : 'redis');
  });

  it('has neither entry nor tokens at first', async () => {
    const seen = await store.read(at, { entry: true, lock: true });
    expect(seen).toEqual({ epoch: expect.any(String), entry: null, tokens: [null, null], locked: false });
  });

  it('mints a separate token for every tag, and keeps it while it lives', async () => {
    const first = await store.claim(at, claimAs('one'));
    const second = await store.claim({ ...at, key: 'thing:2' }, claimAs('two'));
    expect(new Set(first.tokens).size).toBe(2);
    expect(second.tokens).toEqual(first.tokens);
    expect((await store.read(at, {})).tokens).toEqual(first.tokens);
  });

  it('mints a new token after the tag was forgotten', async () => {
    const first = await store.claim(at, claimAs('one'));
    await store.forget([{ shard: at.shard, tag: 'a' }]);
    expect((await store.read(at, {})).tokens).toEqual([null, first.tokens[1]]);
    const second = await store.claim(at, claimAs('two'));
    expect(second.tokens[0]).not.toBe(first.tokens[0]);
    expect(second.tokens[1]).toBe(first.tokens[1]);
  });

  it('grants the load lock to one of many', async () => {
    const claims = await Promise.all(['one', 'two', 'three'].map((owner) => store.claim(at, claimAs(owner))));
    expect(claims.map(({ granted }) => granted)).toEqual([true, false, false]);
    expect((await store.read(at, { lock: true })).locked).toBe(true);
  });

  it('grants the load lock of another stamp although the first is held', async () => {
    await store.claim(at, claimAs('one'));
    await store.forget([{ shard: at.shard, tag: 'b' }]);
    expect((await store.claim(at, claimAs('two'))).granted).toBe(true);
    expect((await store.claim(at, claimAs('three', { generation: 'g.2' }))).granted).toBe(true);
  });

  it('lets a load lock expire', async () => {
    await store.claim(at, claimAs('one', { lockMs: 20 }));
    await until(async () => !(await store.read(at, { lock: true })).locked);
    expect((await store.claim(at, claimAs('two'))).granted).toBe(true);
  });

  it('lets only the owner release its load lock', async () => {
    await store.claim(at, claimAs('one'));
    await store.release(at, 'on');
    await store.release(at, 'two');
    expect((await store.read(at, { lock: true })).locked).toBe(true);
    await store.release(at, 'one');
    expect((await store.read(at, { lock: true })).locked).toBe(false);
  });

  it('stores under the claimed tokens, and releases the load lock', async () => {
    const { epoch, tokens } = await store.claim(at, claimAs('one'));
    const stored = await store.store(at, {
      epoch,
      owner: 'one',
      tokens,
      payload: body('x'),
      lifeMs: MINUTE_MS,
    });
    expect(stored).toBe(true);
    const seen = await store.read(at, { entry: true, lock: true });
    expect(seen).toMatchObject({ entry: body('x'), tokens, locked: false });
  });

  it('returns to a CLAIM the stored entry, and the tokens that show whether it is valid', async () => {
    const { epoch, tokens } = await store.claim(at, claimAs('one'));
    await store.store(at, { epoch, owner: 'one', tokens, payload: body('x'), lifeMs: MINUTE_MS });
    expect(await store.claim(at, claimAs('two'))).toMatchObject({ entry: body('x'), tokens });
    await store.forget([{ shard: at.shard, tag: 'a' }]);
    const { entry, tokens: now } = await store.claim(at, claimAs('three'));
    expect(entry).toEqual(body('x'));
    expect(now).toEqual([expect.not.stringContaining(tokens[0] as string), tokens[1]]);
  });

  it('does not store once a tag was forgotten, nor once it was minted again', async () => {
    const { epoch, tokens } = await store.claim(at, claimAs('one'));
    const late = { epoch, owner: 'one', tokens, payload: body('late'), lifeMs: MINUTE_MS };
    await store.forget([{ shard: at.shard, tag: 'b' }]);
    expect(await store.store(at, late)).toBe(false);
    await store.claim(at, claimAs('two'));
    expect(await store.store(at, late)).toBe(false);
    const seen = await store.read(at, { entry: true, lock: true });
    expect(seen).toMatchObject({ entry: null, locked: true });
  });

  it('forgets in the shard that was named, and in no other', async () => {
    const other = { ...at, shard: `${at.shard}:b` };
    const there = await store.claim(other, claimAs('one'));
    await store.claim(at, claimAs('two'));
    await store.forget([
      { shard: at.shard, tag: 'a' },
      { shard: at.shard, tag: 'b' },
    ]);
    expect((await store.read(at, {})).tokens).toEqual([null, null]);
    expect((await store.read(other, {})).tokens).toEqual(there.tokens);
  });

  it('keeps an entry no longer than the lifetime given', async () => {
    const { epoch, tokens } = await store.claim(at, claimAs('one'));
    await store.store(at, { epoch, owner: 'one', tokens, payload: body('x'), lifeMs: 30 });
    await until(async () => (await store.read(at, { entry: true })).entry === null);
  });

  it('keeps a token for the longest lifetime that any claim requested, and no longer', async () => {
    const brief = { ...at, tags: ['c'] };
    const first = await store.claim(at, claimAs('one', { tokenLifeMs: 30 }));
    await store.claim(at, claimAs('two', { tokenLifeMs: MINUTE_MS }));
    await store.claim(at, claimAs('three', { tokenLifeMs: 30 }));
    await store.claim(brief, claimAs('four', { tokenLifeMs: 60 }));
    await until(async () => (await store.read(brief, {})).tokens[0] === null);
    expect((await store.read(at, {})).tokens).toEqual(first.tokens);
  });

  it('keeps any bytes', async () => {
    const payload = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { epoch, tokens } = await store.claim(at, claimAs('one'));
    await store.store(at, { epoch, owner: 'one', tokens, payload, lifeMs: MINUTE_MS });
    expect((await store.read(at, { entry: true })).entry).toEqual(payload);
  });
});
