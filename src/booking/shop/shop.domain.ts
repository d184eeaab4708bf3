import { integers } from '../../events/row-image.js';
import { defineDomain } from '../../invalidation/domain.js';
import { shopPlaces } from '../places/shop-places.js';
import { LOCATION, RULES } from '../tags.cache.js';

declare module '../../events/domain-events.js' {
  interface DomainEvents {
    'service.changed': { readonly serviceId: number };
    'location.changed': { readonly locationId: number; readonly businessIds: readonly number[] };
  }
}

/** Makes stale: all slots, next available slots and schedules that rest on services and locations. */
export const shopDomain = defineDomain({
  name: 'shop',
  shards: shopPlaces,
  tables: {
    services: (_, images) =>
      integers(images, 'id').map((serviceId) => ({ name: 'service.changed', payload: { serviceId } })),
    locations: (_, images) =>
      integers(images, 'id').map((locationId) => ({
        name: 'location.changed',
        payload: { locationId, businessIds: integers(images, 'business_id') },
      })),
  },
  forgets: {
    'service.changed': () => [{ place: { of: 'everybody' }, tags: [RULES] }],
    'location.changed': ({ locationId }) => [
      { place: { of: 'location', id: locationId }, tags: [RULES, LOCATION] },
    ],
  },
});
