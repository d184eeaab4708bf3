import 'reflect-metadata';
import { Redis } from 'ioredis';
import type { Cache } from '../src/cache/cache.js';
import { defineRegion } from '../src/cache/entry/region.js';
import { openEngine } from './engine.js';
import { freePort } from '../test/support/free-port.js';
import { numberOf } from './http.bench.js';
import { BenchRedis } from './http.server.js';
import { TestCluster } from '../test/support/redis-cluster.js';
import { medianMs, table } from './measure.js';
import { report } from './report.js';

const TAGS = ['rules', 'barber_1', 'day_1', 'day_2'];
/** What everything about a location depends on (rule 28). */
const WIDE = { shard: 'chain', tag: 'everybody' };
/** As long as one of ours. */
const TOKEN = 'ImCvtv6CaTYF.6b0c6a6b.4e039.4';
const BATCH = 200;
/** Batches of each kind before the timed ones, so that V8 has compiled it. */
const WARM_UP_RUNS = 25;
/** Frozen, like the queries that the HTTP layer memoises: the engine then remembers where the entry is. */
type Question = Readonly<{ id: number }>;
const MANY = Array.from({ length: 100 }, (_, id): [Question] => [Object.freeze({ id })]);
const [ONE] = MANY as [[Question]];
/** The size of a day's slots of the demo shop: 1.8 KB. */
const BODY = {
  slots: Array.from({ length: 17 }, (_, index) => ({ startsAt: index, time: '09:00', note: 'x'.repeat(70) })),
};

const region = defineRegion<[question: Question]>({
  name: 'bench',
  pattern: 'bench:{id}',
  version: 1,
  ttl: 300,
  shard: () => 'loc:1',
  key: ({ id }) => `bench:${id}`,
  tags: () => TAGS,
  wide: () => [WIDE],
});

/** Measures the engine without HTTP against a raw GET of the same body, and FORGET beside many keys. `--rounds 25`. */
export async function benchCache(options: readonly string[]): Promise<void> {
  const rounds = numberOf(options, '--rounds', 25);
  const redis = await BenchRedis.start(await freePort());
  const raw = new Redis(redis.url);
  const withL1 = await openEngine({ REDIS_URL: redis.url });
  const withoutL1 = await openEngine({ REDIS_URL: redis.url, CACHE_L1_MAX_BYTES: '0' });
  const cluster = await TestCluster.start();
  const inCluster = await openEngine({ REDIS_CLUSTER_NODES: cluster.addresses, CACHE_L1_MAX_BYTES: '0' });
  try {
    report(`Medians of ${rounds} rounds.\n`);
    const body = JSON.stringify(BODY);
    await raw.set('raw', body);
    await raw.mset(Object.fromEntries(MANY.map(([{ id }]) => [`raw:${id}`, body])));
    await raw.mset(Object.fromEntries([...TAGS, WIDE.tag].map((tag) => [`token:${tag}`, TOKEN])));
    for (const { cache } of [withL1, inCluster]) await warm(cache);
    await benchReads(rounds, raw, withL1.cache, withoutL1.cache, inCluster.cache);
    await benchEntrySize(raw, body);
    await benchForget(rounds, raw, withL1.cache);
  } finally {
    await Promise.all([withL1.close(), withoutL1.close(), inCluster.close()]);
    raw.disconnect();
    await Promise.all([redis.stop(), cluster.stop()]);
  }
}

async function load(): Promise<typeof BODY> {
  return BODY;
}

/** Reads until every key is a hit, since a read does not wait for its STORE. */
async function warm(cache: Cache): Promise<void> {
  for (;;) {
    const answers = await Promise.all(MANY.map(async (args) => cache.answer(region, args, load)));
    if (answers.every(({ status }) => status.result === 'hit')) return;
  }
}

async function benchReads(
  rounds: number,
  raw: Redis,
  withL1: Cache,
  withoutL1: Cache,
  inCluster: Cache,
): Promise<void> {
  const inBatch = (one: () => Promise<unknown>) => async () => {
    for (let index = 0; index < BATCH; index++) await one();
  };
  let cold = MANY.length;
  const get = 'raw GET, one after another';
  const getMany = 'raw MGET of 100';
  const variants = [
    { name: get, per: BATCH, to: get, run: inBatch(async () => raw.getBuffer('raw')) },
    {
      name: 'raw MGET of 6 with WAIT, one after another',
      per: BATCH,
      to: get,
      run: inBatch(async () => confirmedMget(raw)),
    },
    {
      name: 'Redis hit, four tags',
      per: BATCH,
      to: get,
      run: inBatch(async () => withoutL1.answer(region, ONE, load)),
    },
    {
      name: 'Redis hit, four tags, parsed',
      per: BATCH,
      to: get,
      run: inBatch(async () => withoutL1.getOrLoad(region, ONE, load)),
    },
    {
      name: 'Redis hit, four tags, in a cluster of three',
      per: BATCH,
      to: get,
      run: inBatch(async () => inCluster.answer(region, ONE, load)),
    },
    {
      name: 'L1 hit (confirmed every 15 ms)',
      per: BATCH * 10,
      to: get,
      run: async () => {
        for (let index = 0; index < BATCH * 10; index++) await withL1.read(region, ONE, load);
      },
    },
    {
      name: 'miss: READ, CLAIM and load; STORE is not awaited',
      per: BATCH,
      to: get,
      run: inBatch(async () => withoutL1.answer(region, [Object.freeze({ id: cold++ })], load)),
    },
    {
      name: getMany,
      per: 1,
      to: getMany,
      run: async () => raw.mgetBuffer(MANY.map(([{ id }]) => `raw:${id}`)),
    },
    {
      name: 'getMany of 100, from Redis, parsed',
      per: 1,
      to: getMany,
      run: async () => withoutL1.getMany(region, MANY, load),
    },
  ];
  for (const { run } of variants) for (let index = 0; index < WARM_UP_RUNS; index++) await run();
  const medians = await medianMs(rounds, variants);
  const micros = new Map(variants.map(({ name, per }) => [name, ((medians.get(name) ?? NaN) * 1000) / per]));
  const rows = variants.map(({ name, to }) => {
    const each = micros.get(name) ?? NaN;
    return [name, each, each / (micros.get(to) ?? NaN)];
  });
  report(table(['read', 'µs', 'against raw'], rows));
}

/** What a read in Redis cannot do without: its tags and its entry, and that the server is a primary (rules 3 and 22). */
async function confirmedMget(raw: Redis): Promise<unknown> {
  raw.stream.cork();
  const replies = Promise.all([
    raw.mgetBuffer([...[...TAGS, WIDE.tag].map((tag) => `token:${tag}`), 'raw']),
    raw.wait(0, 0),
  ]);
  raw.stream.uncork();
  return replies;
}

async function benchEntrySize(raw: Redis, body: string): Promise<void> {
  const entry = Number(await raw.call('MEMORY', 'USAGE', 'bb:{loc:1}:bench:0'));
  report(
    `\nAn entry takes ${entry} bytes in Redis, ${entry - body.length} beyond its body (MEMORY USAGE); four tags shared by all entries come on top.`,
  );
}

/** FORGET names its keys, so its cost does not depend on how many other keys there are. */
async function benchForget(rounds: number, raw: Redis, cache: Cache): Promise<void> {
  const forget = async () => cache.forget(TAGS.map((tag) => ({ shard: 'loc:1', tag })));
  const rows: (string | number)[][] = [];
  for (const keys of [1000, 1_000_000]) {
    await raw.eval(`for i = 1, ${keys} do redis.call('SET', 'filler:' .. i, 'x') end`, 0);
    const run = async () => {
      for (let call = 0; call < BATCH; call++) await forget();
    };
    for (let index = 0; index < WARM_UP_RUNS; index++) await run();
    const medians = await medianMs(rounds, [{ name: 'forget', run }]);
    rows.push([(await raw.dbsize()).toLocaleString('en'), ((medians.get('forget') ?? NaN) * 1000) / BATCH]);
  }
  report(`\n${table(['keys in Redis', 'forget four tags, µs'], rows)}`);
}
