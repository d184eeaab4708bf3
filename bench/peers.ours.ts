import 'reflect-metadata';
import { defineRegion } from '../src/cache/entry/region.js';
import { openEngine } from './engine.js';
import { type Contender, tagOfId, type Surroundings, tagsOf } from './peers.contender.js';

const SHARD = 'loc:1';

const region = defineRegion<[id: number]>({
  name: 'thing',
  pattern: 'thing:{id}',
  version: 1,
  ttl: 300,
  shard: () => SHARD,
  key: (id) => `thing:${id}`,
  tags: tagsOf,
});

/** Our engine, with or without L1. */
export async function openOurs(
  { redisUrl, namespace, load }: Surroundings,
  { l1 }: { l1: boolean },
): Promise<Contender> {
  const { cache, suspensions, close } = await openEngine({
    REDIS_URL: redisUrl,
    CACHE_NAMESPACE: namespace,
    ...(l1 ? {} : { CACHE_L1_MAX_BYTES: '0' }),
  });
  return {
    get: async (id) => cache.read(region, [id], async () => load(id)),
    invalidate: async (id) => {
      const { accepted, repliedAt } = await cache.forget([{ shard: SHARD, tag: tagOfId(id) }]);
      if (!accepted) throw new Error('Redis did not take the FORGET.');
      await cache.awaitLease(repliedAt);
    },
    suspensions,
    close,
  };
}
