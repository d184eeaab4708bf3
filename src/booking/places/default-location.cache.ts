import { defineRegion, setting } from '../../cache/entry/region.js';
import { CHAIN_SHARD, LOCATIONS } from '../tags.cache.js';
import { HOUR_SECONDS } from '../../time/durations.js';

/** The location that applies when a request names none: forgotten when any location changes. */
export const defaultLocationRegion = defineRegion<[]>({
  name: 'default location',
  pattern: 'default_location',
  version: 1,
  ttl: setting('CACHE_LOCATIONS_TTL', HOUR_SECONDS),
  shard: () => CHAIN_SHARD,
  key: () => 'default_location',
  tags: () => [LOCATIONS],
});
