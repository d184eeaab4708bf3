import { defineRegion, setting } from '../../../src/cache/entry/region.js';

export const productShard = (id: number) => `product:${id}`;
/** The product's row. */
export const PRODUCT = 'product';

/** One product: forgotten when its row changes. */
export const productRegion = defineRegion<[id: number]>({
  name: 'product',
  pattern: 'product:{id}',
  version: 1,
  ttl: setting('CACHE_PRODUCTS_TTL', 600),
  shard: productShard,
  key: (id) => `product:${id}`,
  tags: () => [PRODUCT],
});
