import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { type Address, ownTag } from '../../src/cache/entry/address.js';
import { UNUSED_TOKEN_MS } from '../../src/cache/entry/protocol.constants.js';
import { defineRegion, type TagRef } from '../../src/cache/entry/region.js';
import { CacheStore, type Claim, type ClaimRequest } from '../../src/cache/store/cache.store.js';
import { MemoryStore } from '../../src/cache/store/memory.store.js';
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
const NEVER_REFRESHED = { own: null, ownLifeMs: MINUTE_MS };
const body = (text: string) => Buffer.from(text);

let redis: RedisServer;
let cluster: TestCluster;
let clients: Redis[];
beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedis(), TestCluster.start()]);
  clients = [redis, ...cluster.nodes].map((server) => server.client());
});
afterAll(async () => Promise.all([redis.stop(), cluster.stop()]));

const STORES = {
  redis: () => ({ REDIS_URL: redis.url }),
  cluster: () => ({ REDIS_CLUSTER_NODES: cluster.addresses }),
  memory: () => ({}),
};

/** A row that may be missing: most regions have a tag for it, and share others. */
const rowRegion = defineRegion<[id: string]>({
  name: 'row',
  pattern: 'row:{id}',
  version: 1,
  ttl: 86_400,
  shard: (id) => `row:${id}`,
  key: (id) => `row:${id}`,
  tags: (id) => ['rules', `row:${id}`],
});

/** The names of all keys of rows whose ids begin with that of the store. */
async function rowKeys({ store }: TestCache, kind: string): Promise<string[]> {
  if (store.inner instanceof MemoryStore) {
    return [...store.inner.sizes()].map(([name]) => name).filter((name) => name.startsWith(`{row:${kind}`));
  }
  return (await Promise.all(clients.map(async (client) => client.keys(`bb:{row:${kind}*`)))).flat();
}

describe.each(['redis', 'cluster', 'memory'] as const)('the %s store', (kind) => {
  let opened: TestCache;
  let store: CacheStore;

  beforeAll(async () => {
    opened = await openCache(STORES[kind]());
    store = opened.store;
  });
  afterAll(async () => opened.close());

  /** Stores the body `a` under tokens that it claims. */
  async function claimAndStore(): Promise<Claim> {
    const claim = await store.claim(at, claimAs('one'));
    const { tokens, epoch } = claim;
    const entry = { epoch, owner: 'one', tokens, payload: body('a'), lifeMs: MINUTE_MS };
    await store.store(at, { ...NEVER_REFRESHED, ...entry, tokenLifeMs: MINUTE_MS });
    return claim;
  }

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

  it('reads entries of other keys of the shard with the tokens', async () => {
    const { tokens } = await claimAndStore();
    const key = 'thing:none';
    const seen = await store.read({ ...at, key }, { others: [key, at.key], lock: true });
    expect(seen).toMatchObject({ tokens, entry: null, others: [null, body('a')], locked: false });
  });

  it('reads an entry with and without its tags at the same time', async () => {
    const { tokens } = await claimAndStore();
    const untagged = { ...at, tags: [] };
    const seen = await Promise.all(
      [at, untagged, at].map(async (address) => store.read(address, { entry: true })),
    );
    expect(seen).toMatchObject([
      { tokens, entry: body('a') },
      { tokens: [], entry: body('a') },
      { tokens, entry: body('a') },
    ]);
  });

  it('mints a new token after the tag was forgotten', async () => {
    const first = await store.claim(at, claimAs('one'));
    await store.forget([{ shard: at.shard, tag: 'a' }]);
    expect((await store.read(at, {})).tokens).toEqual([null, first.tokens[1]]);
    const second = await store.claim(at, claimAs('two'));
    expect(second.tokens[0]).not.toBe(first.tokens[0]);
    expect(second.tokens[1]).toBe(first.tokens[1]);
  });

  describe('with a tag of another shard', () => {
    let wide: Address & { readonly wide: readonly [TagRef] };
    const written = {
      owner: 'one',
      ...NEVER_REFRESHED,
      payload: body('x'),
      lifeMs: MINUTE_MS,
      tokenLifeMs: MINUTE_MS,
    };
    beforeEach(() => {
      wide = { ...at, wide: [{ shard: `chain${tests}`, tag: 'everybody' }] };
    });
    const tokensNow = async () => (await store.read(wide, {})).tokens;

    it('mints its token there, and keeps it for all shards', async () => {
      const first = await store.claim(wide, claimAs('one'));
      const second = await store.claim({ ...wide, shard: `${at.shard}b` }, claimAs('two'));
      expect(first.tokens).toHaveLength(3);
      expect(second.tokens[2]).toBe(first.tokens[2]);
      expect(await tokensNow()).toEqual(first.tokens);
      expect(
        (await store.read({ ...at, shard: wide.wide[0].shard, tags: ['everybody'] }, {})).tokens,
      ).toEqual([expect.any(String)]);
    });

    it('has another token once it was forgotten, and grants the load lock anew', async () => {
      const first = await store.claim(wide, claimAs('one'));
      expect((await store.claim(wide, claimAs('two'))).granted).toBe(false);
      await store.forget(wide.wide);
      expect((await tokensNow())[2]).not.toBe(first.tokens[2]);
      const second = await store.claim(wide, claimAs('three'));
      expect(second.granted).toBe(true);
      expect(second.tokens[2]).not.toBe(first.tokens[2]);
      expect(second.tokens.slice(0, 2)).toEqual(first.tokens.slice(0, 2));
    });

    it('stores under its token, and keeps it as long as others', async () => {
      const { epoch, tokens } = await store.claim(wide, claimAs('one', { tokenLifeMs: 300 }));
      expect(await store.store(wide, { ...written, epoch, tokens })).toBe(true);
      expect(await store.read(wide, { entry: true, lock: true })).toMatchObject({
        entry: body('x'),
        tokens,
        locked: false,
      });
      await store.release(wide, 'one', 300);
      const brief = { ...at, key: 'thing:2', tags: ['c'] };
      await store.claim(brief, claimAs('two', { tokenLifeMs: 300 }));
      await until(async () => (await store.read(brief, {})).tokens[0] === null);
      expect(await tokensNow()).toEqual(tokens);
    });

    it('knows since when its token is current, if STORE has not checked it', async () => {
      const before = performance.now();
      const { epoch, tokens } = await store.claim(wide, claimAs('one'));
      const sentAt = performance.now();
      expect(await store.store(wide, { ...written, epoch, tokens })).toBe(true);
      if (kind === 'cluster') {
        expect(store.wideSince(wide, tokens)).toBeGreaterThanOrEqual(before);
        expect(store.wideSince(wide, tokens)).toBeLessThan(sentAt);
        expect(store.wideSince(wide, [...tokens.slice(0, 2), 'another'])).toBe(Number.NEGATIVE_INFINITY);
      } else expect(store.wideSince(wide, tokens)).toBe(Number.POSITIVE_INFINITY);
    });
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
    await store.release(at, 'on', MINUTE_MS);
    await store.release(at, 'two', MINUTE_MS);
    expect((await store.read(at, { lock: true })).locked).toBe(true);
    await store.release(at, 'one', MINUTE_MS);
    expect((await store.read(at, { lock: true })).locked).toBe(false);
  });

  it('stores under the claimed tokens, and releases the load lock', async () => {
    const { epoch, tokens } = await store.claim(at, claimAs('one'));
    const stored = await store.store(at, {
      epoch,
      owner: 'one',
      tokens,
      ...NEVER_REFRESHED,
      payload: body('x'),
      lifeMs: MINUTE_MS,
      tokenLifeMs: MINUTE_MS,
    });
    expect(stored).toBe(true);
    const seen = await store.read(at, { entry: true, lock: true });
    expect(seen).toMatchObject({ entry: body('x'), tokens, locked: false });
  });

  it('returns to a CLAIM the stored entry, and the tokens that show whether it is valid', async () => {
    const { epoch, tokens } = await store.claim(at, claimAs('one'));
    await store.store(at, {
      epoch,
      owner: 'one',
      tokens,
      ...NEVER_REFRESHED,
      payload: body('x'),
      lifeMs: MINUTE_MS,
      tokenLifeMs: MINUTE_MS,
    });
    expect(await store.claim(at, claimAs('two'))).toMatchObject({ entry: body('x'), tokens });
    await store.forget([{ shard: at.shard, tag: 'a' }]);
    const { entry, tokens: now } = await store.claim(at, claimAs('three'));
    expect(entry).toEqual(body('x'));
    expect(now).toEqual([expect.not.stringContaining(tokens[0] as string), tokens[1]]);
  });

  it('does not store once a tag was forgotten, nor once it was minted again', async () => {
    const { epoch, tokens } = await store.claim(at, claimAs('one'));
    const late = {
      epoch,
      owner: 'one',
      tokens,
      ...NEVER_REFRESHED,
      payload: body('late'),
      lifeMs: MINUTE_MS,
      tokenLifeMs: MINUTE_MS,
    };
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
    await store.store(at, {
      epoch,
      owner: 'one',
      tokens,
      ...NEVER_REFRESHED,
      payload: body('x'),
      lifeMs: 30,
      tokenLifeMs: MINUTE_MS,
    });
    await until(async () => (await store.read(at, { entry: true })).entry === null);
  });

  it('keeps the tokens of a stored entry for the longest lifetime requested, and others no longer than their CLAIM says', async () => {
    const brief = { ...at, tags: ['c'] };
    const { epoch, tokens } = await store.claim(at, claimAs('one', { tokenLifeMs: 1000 }));
    const request = {
      epoch,
      owner: 'one',
      tokens,
      ...NEVER_REFRESHED,
      payload: body('x'),
      lifeMs: MINUTE_MS,
    };
    expect(await store.store(at, { ...request, tokenLifeMs: MINUTE_MS })).toBe(true);
    expect(await store.store(at, { ...request, tokenLifeMs: 30 })).toBe(true);
    await store.claim(at, claimAs('three', { tokenLifeMs: 30 }));
    await store.claim(brief, claimAs('four', { tokenLifeMs: 1200 }));
    await until(async () => (await store.read(brief, {})).tokens[0] === null);
    expect((await store.read(at, {})).tokens).toEqual(tokens);
  });

  describe('when a CLAIM is taken back, it', () => {
    const seen = async () => store.read(at, { entry: true, lock: true });

    it('leaves nothing', async () => {
      await store.claim(at, claimAs('one'));
      await store.release(at, 'one', MINUTE_MS);
      expect(await seen()).toMatchObject({ entry: null, tokens: [null, null], locked: false });
    });

    it('leaves the tokens of others', async () => {
      const { tokens } = await store.claim({ ...at, key: 'thing:2', tags: ['a'] }, claimAs('on'));
      await store.claim(at, claimAs('one'));
      await store.release(at, 'one', MINUTE_MS);
      expect(await seen()).toMatchObject({ tokens: [tokens[0], null], locked: false });
    });

    it('leaves the tokens that another CLAIM has found', async () => {
      await store.claim(at, claimAs('one'));
      const { tokens } = await store.claim({ ...at, key: 'thing:2', tags: ['b'] }, claimAs('two'));
      await store.release(at, 'one', MINUTE_MS);
      expect(await seen()).toMatchObject({ tokens: [null, tokens[0]], locked: false });
    });

    it('leaves the tokens under which an entry was stored', async () => {
      const { epoch, tokens } = await store.claim(at, claimAs('one'));
      const counting = { ...at, tags: ['b'] };
      const request = {
        epoch,
        owner: 'one',
        tokens: [tokens[1] as string],
        ...NEVER_REFRESHED,
        payload: body('x'),
      };
      await store.store(counting, { ...request, lifeMs: MINUTE_MS, tokenLifeMs: 2 * MINUTE_MS });
      await store.release(at, 'one', MINUTE_MS);
      expect(await seen()).toMatchObject({ entry: body('x'), tokens: [null, tokens[1]] });
    });
  });

  describe('when an entry is refreshed, it', () => {
    const refresh = async (own: string) => {
      const claim = await store.claim(at, claimAs('two'));
      const request = {
        ...claim,
        owner: 'two',
        payload: body('new'),
        lifeMs: MINUTE_MS,
        tokenLifeMs: MINUTE_MS,
      };
      return store.store(at, { ...request, renewedOwn: own, ownLifeMs: MINUTE_MS });
    };
    const ownNow = async () => (await store.read({ ...at, tags: [ownTag(at)] }, {})).tokens;

    it('replaces the own token together with the entry, and no token of a tag', async () => {
      const { tokens, own } = await store.claim(at, claimAs('one'));
      expect([own, ...(await ownNow())]).toEqual([null, null]);
      expect(await refresh('r1')).toBe(true);
      expect(await store.read(at, { entry: true })).toMatchObject({ entry: body('new'), tokens });
      expect(await ownNow()).toEqual(['r1']);
      expect(await refresh('r2')).toBe(true);
      expect(await ownNow()).toEqual(['r2']);
    });

    it('does not store what was claimed before', async () => {
      const claim = await store.claim(at, claimAs('one'));
      expect(await refresh('r1')).toBe(true);
      const late = {
        ...claim,
        owner: 'one',
        payload: body('old'),
        lifeMs: MINUTE_MS,
        tokenLifeMs: MINUTE_MS,
      };
      expect(await store.store(at, { ...late, ownLifeMs: MINUTE_MS })).toBe(false);
      expect(await store.read(at, { entry: true })).toMatchObject({ entry: body('new') });
    });

    it('does not replace anything once a tag was forgotten', async () => {
      const claim = await store.claim(at, claimAs('two'));
      await store.forget([{ shard: at.shard, tag: 'a' }]);
      const late = { ...claim, owner: 'two', payload: body('x'), lifeMs: MINUTE_MS, tokenLifeMs: MINUTE_MS };
      expect(await store.store(at, { ...late, renewedOwn: 'r1', ownLifeMs: MINUTE_MS })).toBe(false);
      expect(await ownNow()).toEqual([null]);
    });

    it('can be dropped instead', async () => {
      await refresh('r1');
      await store.drop(at, 'r2', MINUTE_MS);
      expect(await store.read(at, { entry: true })).toMatchObject({ entry: null });
      expect(await ownNow()).toEqual(['r2']);
    });
  });

  it('holds nothing of 1,000 reads whose loads fail', async () => {
    const fails = [
      async () => Promise.reject(new Error('There is no such row')),
      () => {
        throw new Error('There is no such row');
      },
      async () => AbortSignal.abort().throwIfAborted(),
      async () => new Promise((_, reject) => setImmediate(reject, new DOMException('aborted', 'AbortError'))),
    ];
    for (let round = 0; round < 10; round++) {
      const reads = Array.from({ length: 100 }, async (_, read) =>
        opened.cache.getOrLoad(
          rowRegion,
          [`${kind}${round}.${read}`],
          fails[read % 4] as () => Promise<unknown>,
        ),
      );
      expect((await Promise.allSettled(reads)).every(({ status }) => status === 'rejected')).toBe(true);
    }
    const endedAt = performance.now();
    await until(async () => (await rowKeys(opened, kind)).length === 0);
    // They were removed, and have not just expired.
    expect(performance.now() - endedAt).toBeLessThan((2 / 3) * UNUSED_TOKEN_MS);
  });

  it('holds nothing for longer than seconds of a load that never ends', async () => {
    const id = `${kind}.hangs`;
    // It fails when it has taken too long, which is after this suite.
    opened.cache.getOrLoad(rowRegion, [id], async () => new Promise(() => undefined)).catch(() => undefined);
    await until(async () => (await rowKeys(opened, kind)).length > 0);
    if (kind === 'memory') return;
    const keys = await rowKeys(opened, kind);
    expect(keys).toHaveLength(3);
    const lives = await Promise.all(
      clients.flatMap((client) => keys.map(async (key) => client.pttl(key).catch(() => 0))),
    );
    expect(Math.max(...lives)).toBeLessThanOrEqual(UNUSED_TOKEN_MS);
  });

  it('keeps any bytes', async () => {
    const payload = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { epoch, tokens } = await store.claim(at, claimAs('one'));
    await store.store(at, {
      epoch,
      owner: 'one',
      tokens,
      ...NEVER_REFRESHED,
      payload,
      lifeMs: MINUTE_MS,
      tokenLifeMs: MINUTE_MS,
    });
    expect((await store.read(at, { entry: true })).entry).toEqual(payload);
  });
});
