import { defineRegion, setting } from '../../cache/entry/region.js';
import { availabilityTag, barberShard, EVERYBODY, LOCATION, whoTag } from '../tags.cache.js';
import { HOUR_SECONDS } from '../../time/durations.js';

/** Availability of one barber: forgotten when the barber's week, rota, overrides, time off or location change. */
export const availabilityRegion = defineRegion<[barberId: number, day?: number | undefined]>({
  name: 'barber availability',
  pattern: 'barber_avail:barber_{id}[:day_{dow}]',
  version: 2,
  ttl: setting('CACHE_BARBER_AVAILABILITY_TTL', HOUR_SECONDS),
  shard: (barberId) => barberShard(barberId),
  key: (barberId, day) => `barber_avail:barber_${barberId}${day === undefined ? '' : `:day_${day}`}`,
  tags: (barberId) => [LOCATION, whoTag(barberId), availabilityTag(barberId)],
  wide: () => [EVERYBODY],
});
