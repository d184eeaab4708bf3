import { defineRegion, setting } from '../../cache/entry/region.js';
import { type Listing, listingKey, type View } from '../shop/listing.js';
import { BARBERS, barberShard, CHAIN_SHARD, EVERYBODY, LOCATION, locationShard } from '../tags.cache.js';

const ttl = setting('CACHE_BARBERS_TTL', 3600);

/** Pages of the list of all barbers, or of those of a location: forgotten when one of them or the location changes. */
export const barbersRegion = defineRegion<[listing: Listing, locationId?: number | undefined]>({
  name: 'barbers',
  pattern: 'barbers:[location_{id}:]{view}:{limit}[:after_{id}][:total]',
  version: 2,
  ttl,
  shard: (_, locationId) => (locationId === undefined ? CHAIN_SHARD : locationShard(locationId)),
  key: (listing, locationId) =>
    `barbers:${locationId === undefined ? '' : `location_${locationId}:`}${listingKey(listing)}`,
  tags: () => [BARBERS, LOCATION],
  // The list of all barbers lives with the chain's tags, and names those that it depends on.
  wide: (_, locationId) => (locationId === undefined ? [] : [EVERYBODY]),
});

/** One barber. Invalidated when the barber's name, location, services or state changes. */
export const barberRegion = defineRegion<[id: number, view: View]>({
  name: 'barber',
  pattern: 'barber:{view}:barber_{id}',
  version: 2,
  ttl,
  shard: (id) => barberShard(id),
  key: (id, view) => `barber:${view}:barber_${id}`,
  tags: () => [BARBERS],
  wide: () => [EVERYBODY],
});
