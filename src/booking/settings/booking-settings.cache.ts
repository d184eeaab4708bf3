import { defineRegion, setting } from '../../cache/entry/region.js';
import { BOOKING_SETTINGS, businessShard } from '../tags.cache.js';
import { DAY_SECONDS } from '../../time/durations.js';

/** Booking settings of one business: forgotten when they change. */
export const bookingSettingsRegion = defineRegion<[businessId: number]>({
  name: 'booking settings',
  pattern: 'booking_settings:business_{id}',
  version: 4,
  ttl: setting('CACHE_BOOKING_SETTINGS_TTL', DAY_SECONDS),
  shard: (businessId) => businessShard(businessId),
  key: (businessId) => `booking_settings:business_${businessId}`,
  tags: () => [BOOKING_SETTINGS],
});
