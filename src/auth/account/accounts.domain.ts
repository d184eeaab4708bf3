import type { OutboxRow } from '../../events/outbox.row.js';
import { integers } from '../../events/row-image.js';
import { defineDomain } from '../../invalidation/domain.js';
import { accountRegion } from './account.cache.js';
import { USER, userShard } from './user.shard.js';
import { userTimezoneRegion } from './user-timezone.cache.js';

declare module '../../events/domain-events.js' {
  interface DomainEvents {
    'user.timezone.changed': { readonly userId: number };
    /** Role, locations, or whether the account and its tokens are valid. */
    'account.changed': { readonly userId: number };
  }
}

const RIGHTS_COLUMNS = ['role', 'active', 'token_version', 'ended_sessions'] as const;

export const accountsDomain = defineDomain({
  name: 'accounts',
  regions: [accountRegion, userTimezoneRegion],
  tables: {
    users: (row, images) => {
      const name = changesRights(row) ? 'account.changed' : 'user.timezone.changed';
      return integers(images, 'id').map((userId) => ({ name, payload: { userId } }));
    },
    user_locations: (_, images) =>
      integers(images, 'user_id').map((userId) => ({ name: 'account.changed', payload: { userId } })),
  },
  forgets: {
    'user.timezone.changed': ({ userId }) => [{ place: userShard(userId), tags: [USER] }],
    'account.changed': ({ userId }) => [{ place: userShard(userId), tags: [USER] }],
  },
});

/** Both events forget the same; the name says what happened. */
function changesRights({ before, after }: OutboxRow): boolean {
  return (
    before !== null &&
    after !== null &&
    RIGHTS_COLUMNS.some((column) => JSON.stringify(before[column]) !== JSON.stringify(after[column]))
  );
}
