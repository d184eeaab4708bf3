import { defineRegion, setting } from '../../cache/entry/region.js';
import { anyDayTag, HOURS_ANY_DAY } from '../tags.cache.js';
import type { SlotQuery } from './slot.query.js';
import { slotKey, slotShard } from './slot-key.cache.js';
import { slotTags } from './slots.cache.js';

/** Next available slot: forgotten as slots are; by a change of any day, if it was not found on the first (ADR 0007). */
export const nextAvailableRegion = defineRegion<[query: SlotQuery]>({
  name: 'next available',
  pattern: 'next_avail:{date}[:barber_{id}]:svc_{id}[:{timezone}]',
  version: 2,
  ttl: setting('CACHE_NEXT_AVAILABLE_TTL', 600),
  shard: slotShard,
  key: (query) => slotKey('next_avail', query),
  tags: (query) => [
    ...slotTags(query),
    anyDayTag(query.barberId),
    ...(query.barberId === undefined ? [] : [HOURS_ANY_DAY]),
  ],
});
