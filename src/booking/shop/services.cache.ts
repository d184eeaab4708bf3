import { defineRegion, setting } from '../../cache/entry/region.js';
import { CHAIN_SHARD, SERVICES } from '../tags.cache.js';
import { type Listing, listingKey, type View } from './listing.js';
import { HOUR_SECONDS } from '../../time/durations.js';

const ttl = setting('CACHE_SERVICES_TTL', HOUR_SECONDS);

/** Pages of the list of all services, or of those that a location offers: forgotten when any of them changes. */
export const servicesRegion = defineRegion<[listing: Listing, locationId?: number | undefined]>({
  name: 'services',
  pattern: 'services:[location_{id}:]{view}:{limit}[:after_{id}][:total]',
  version: 2,
  ttl,
  shard: () => CHAIN_SHARD,
  key: (listing, locationId) =>
    `services:${locationId === undefined ? '' : `location_${locationId}:`}${listingKey(listing)}`,
  tags: () => [SERVICES],
});

/** One service: forgotten when any service changes, which is rare. */
export const serviceRegion = defineRegion<[id: number, view: View]>({
  name: 'service',
  pattern: 'service:{view}:svc_{id}',
  version: 2,
  ttl,
  shard: () => CHAIN_SHARD,
  key: (id, view) => `service:${view}:svc_${id}`,
  tags: () => [SERVICES],
});
