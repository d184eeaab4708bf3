import { createCache } from 'async-cache-dedupe';
import { Redis } from 'ioredis';
import { type Contender, tagOfId, type Surroundings, tagsOf, TTL_SECONDS } from './peers.contender.js';

/** async-cache-dedupe with Redis as its storage and invalidation by reference, or in memory, which serves one process only. */
export async function openAsyncCacheDedupe(
  { redisUrl, load }: Surroundings,
  { memory }: { memory: boolean },
): Promise<Contender> {
  const client = new Redis(redisUrl, { lazyConnect: true });
  const cache = createCache({
    ttl: TTL_SECONDS,
    storage: memory
      ? { type: 'memory', options: { invalidation: true } }
      : { type: 'redis', options: { client, invalidation: { referencesTTL: TTL_SECONDS } } },
  }).define('thing', { references: (id: number) => tagsOf(id) }, async (id: number) => load(id));
  return {
    get: async (id) => cache.thing(id),
    invalidate: async (id) => cache.invalidateAll(tagOfId(id)),
    close: async () => client.disconnect(),
  };
}
