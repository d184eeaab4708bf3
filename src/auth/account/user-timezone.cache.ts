import { defineRegion, setting } from '../../cache/entry/region.js';
import { USER, userShard } from './user.shard.js';
import { HOUR_SECONDS } from '../../time/durations.js';

/** Time zone of one user: forgotten when it changes. */
export const userTimezoneRegion = defineRegion<[userId: number]>({
  name: 'user timezone',
  pattern: 'user_tz:user_{id}',
  version: 1,
  ttl: setting('CACHE_USER_TIMEZONE_TTL', HOUR_SECONDS),
  ofPersons: true,
  shard: (userId) => userShard(userId),
  key: (userId) => `user_tz:user_${userId}`,
  tags: () => [USER],
});
