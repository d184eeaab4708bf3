import { defineRegion } from '../../cache/entry/region.js';
import { EVERYBODY, locationShard, RULES, whoTag } from '../tags.cache.js';
import { HOUR_SECONDS } from '../../time/durations.js';

/** Where a service is asked for. Defaults: the first location, any service. */
export interface OfferQuery {
  readonly locationId?: number | undefined;
  readonly serviceId?: number | undefined;
}

/** How many barbers a request means that names none: forgotten when barbers, services or the location change. */
export const bookableBarbersRegion = defineRegion<[query: OfferQuery]>({
  name: 'bookable barbers',
  pattern: 'bookable:svc_{id}',
  version: 1,
  ttl: HOUR_SECONDS,
  shard: ({ locationId }) => locationShard(locationId),
  key: ({ serviceId }) => `bookable:svc_${serviceId ?? 'default'}`,
  tags: () => [RULES, whoTag(undefined)],
  wide: () => [EVERYBODY],
});
