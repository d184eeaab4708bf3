import { defineRegion, setting } from '../../cache/entry/region.js';
import { CHAIN_SHARD, EVERYBODY, LOCATION, LOCATIONS, locationShard } from '../tags.cache.js';
import { type Listing, listingKey } from './listing.js';
import { HOUR_SECONDS } from '../../time/durations.js';

const ttl = setting('CACHE_LOCATIONS_TTL', HOUR_SECONDS);

/** Pages of the list of all locations: forgotten when any of them changes. */
export const locationsRegion = defineRegion<[listing: Listing]>({
  name: 'locations',
  pattern: 'locations:{view}:{limit}[:after_{id}][:total]',
  version: 1,
  ttl,
  shard: () => CHAIN_SHARD,
  key: (listing) => `locations:${listingKey(listing)}`,
  tags: () => [LOCATIONS],
});

/** One location: forgotten when it changes. */
export const locationRegion = defineRegion<[id: number]>({
  name: 'location',
  pattern: 'location:location_{id}',
  version: 1,
  ttl,
  shard: (id) => locationShard(id),
  key: (id) => `location:location_${id}`,
  tags: () => [LOCATION],
  wide: () => [EVERYBODY],
});
