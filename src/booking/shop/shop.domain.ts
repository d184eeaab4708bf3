import { integers } from '../../events/row-image.js';
import { defineDomain } from '../../invalidation/domain.js';
import { defaultLocationRegion } from '../places/default-location.cache.js';
import { shopPlaces } from '../places/shop-places.js';
import { BARBERS, LOCATION, LOCATIONS, RULES, SERVICES } from '../tags.cache.js';
import { locationRegion, locationsRegion } from './locations.cache.js';
import { serviceRegion, servicesRegion } from './services.cache.js';

declare module '../../events/domain-events.js' {
  interface DomainEvents {
    'service.changed': { readonly serviceId: number };
    'location.changed': { readonly locationId: number; readonly businessIds: readonly number[] };
  }
}

/** Forgets all slots, next available slots and schedules that depend on services and locations. */
export const shopDomain = defineDomain({
  name: 'shop',
  regions: [defaultLocationRegion, locationsRegion, locationRegion, servicesRegion, serviceRegion],
  shards: shopPlaces,
  tables: {
    services: (_, images) =>
      integers(images, 'id').map((serviceId) => ({ name: 'service.changed', payload: { serviceId } })),
    // @mutant service-locations-not-forgotten
    service_locations: (_, images) =>
      integers(images, 'service_id').map((serviceId) => ({
        name: 'service.changed',
        payload: { serviceId },
      })),
    locations: (_, images) =>
      integers(images, 'id').map((locationId) => ({
        name: 'location.changed',
        payload: { locationId, businessIds: integers(images, 'business_id') },
      })),
  },
  forgets: {
    'service.changed': () => [
      { place: { of: 'everybody' }, tags: [RULES] },
      { place: { of: 'chain' }, tags: [SERVICES] },
    ],
    'location.changed': ({ locationId }) => [
      { place: { of: 'location', id: locationId }, tags: [RULES, LOCATION] },
      // Barbers of a location that is no longer active are not listed.
      // @mutant locations-not-forgotten
      { place: { of: 'chain' }, tags: [LOCATIONS, BARBERS] },
    ],
  },
});
