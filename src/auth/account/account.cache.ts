import { defineRegion, setting } from '../../cache/entry/region.js';
import { USER, userShard } from './user.shard.js';

/** What an account may do. Every request with a token reads it, so that a right that is taken away ends at once (S1). */
export const accountRegion = defineRegion<[userId: number]>({
  name: 'account',
  pattern: 'account:user_{id}',
  version: 3,
  ttl: setting('CACHE_ACCOUNT_TTL', 300),
  ofPersons: true,
  shard: (userId) => userShard(userId),
  key: (userId) => `account:user_${userId}`,
  tags: () => [USER],
});
