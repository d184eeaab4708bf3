import { defineRegion, setting } from '../../cache/entry/region.js';
import { BUSINESS_HOURS, EVERYBODY, LOCATION, locationShard } from '../tags.cache.js';
import { DAY_SECONDS } from '../../time/durations.js';

/** Business hours of one location: forgotten when the hours, a closure or the location change. */
export const businessHoursRegion = defineRegion<[locationId?: number | undefined]>({
  name: 'business hours',
  pattern: 'business_hours:location_{id}',
  version: 2,
  ttl: setting('CACHE_BUSINESS_HOURS_TTL', DAY_SECONDS),
  shard: (locationId) => locationShard(locationId),
  key: (locationId) => `business_hours:location_${locationId ?? 'default'}`,
  tags: () => [BUSINESS_HOURS, LOCATION],
  wide: () => [EVERYBODY],
});
