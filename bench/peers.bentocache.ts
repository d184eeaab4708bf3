import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis';
import { type Contender, tagOfId, type Surroundings, tagsOf, TTL_SECONDS } from './peers.contender.js';

/**
 * bentocache with Redis as its second level; with `l1` also its first level and the bus over Redis, which its documentation
 * requires for several instances. Its writers invalidate by tag, or by key.
 */
export async function openBentocache(
  { redisUrl, namespace, load }: Surroundings,
  { l1, tags }: { l1: boolean; tags: boolean },
): Promise<Contender> {
  const { hostname: host, port } = new URL(redisUrl);
  const connection = { host, port: Number(port) };
  const store = bentostore().useL2Layer(redisDriver({ connection }));
  if (l1) store.useL1Layer(memoryDriver({ maxSize: '64mb' })).useBus(redisBusDriver({ connection }));
  const bento = new BentoCache({ default: 'things', prefix: namespace, stores: { things: store } });
  const key = (id: number) => `thing:${id}`;
  return {
    get: async (id) =>
      bento.getOrSet({
        key: key(id),
        factory: async () => load(id),
        ttl: TTL_SECONDS * 1000,
        ...(tags ? { tags: tagsOf(id) } : {}),
      }),
    invalidate: async (id) => {
      await (tags ? bento.deleteByTag({ tags: [tagOfId(id)] }) : bento.delete({ key: key(id) }));
    },
    close: async () => bento.disconnectAll(),
  };
}
