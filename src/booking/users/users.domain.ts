import { integers } from '../../events/row-image.js';
import { defineDomain } from '../../invalidation/domain.js';
import { namedShards } from '../../invalidation/shard-lookup.js';
import { USER_TIMEZONE, userShard } from '../tags.cache.js';
import { userTimezoneRegion } from './user-timezone.cache.js';

declare module '../../events/domain-events.js' {
  interface DomainEvents {
    'user.timezone.changed': { readonly userId: number };
  }
}

export const usersDomain = defineDomain({
  name: 'users',
  regions: [userTimezoneRegion],
  shards: namedShards,
  tables: {
    users: (_, images) =>
      integers(images, 'id').map((userId) => ({ name: 'user.timezone.changed', payload: { userId } })),
  },
  forgets: {
    'user.timezone.changed': ({ userId }) => [{ place: userShard(userId), tags: [USER_TIMEZONE] }],
  },
});
