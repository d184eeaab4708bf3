import KeyvRedis from '@keyv/redis';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { type Contender, type Surroundings, TTL_SECONDS } from './peers.contender.js';

/** cache-manager with Keyv on Redis, which has no tags; with `l1` also a Keyv in memory before it, which nothing synchronises. */
export async function openCacheManager(
  { redisUrl, namespace, load }: Surroundings,
  { l1 }: { l1: boolean },
): Promise<Contender> {
  const redis = new Keyv({ store: new KeyvRedis(redisUrl), namespace });
  const cache = createCache({ stores: l1 ? [new Keyv(), redis] : [redis], ttl: TTL_SECONDS * 1000 });
  const key = (id: number) => `thing:${id}`;
  return {
    get: async (id) => cache.wrap(key(id), async () => load(id)),
    invalidate: async (id) => {
      await cache.del(key(id));
    },
    close: async () => {
      await cache.disconnect();
    },
  };
}
