import { integers } from '../../../src/events/row-image.js';
import { defineDomain } from '../../../src/invalidation/domain.js';
import { namedShards } from '../../../src/invalidation/shard-lookup.js';
import { PRODUCT, productRegion, productShard } from './products.cache.js';

declare module '../../../src/events/domain-events.js' {
  interface DomainEvents {
    'product.changed': { readonly productId: number };
  }
}

export const productsDomain = defineDomain({
  name: 'products',
  regions: [productRegion],
  shards: namedShards,
  tables: {
    products: (_, images) =>
      integers(images, 'id').map((productId) => ({ name: 'product.changed', payload: { productId } })),
  },
  forgets: {
    'product.changed': ({ productId }) => [{ place: productShard(productId), tags: [PRODUCT] }],
  },
});
