import { defineRegion, setting } from '../../cache/entry/region.js';
import { DAY_MS } from '../../time/durations.js';
import { anyDayTag, EVERYBODY, HOURS_ANY_DAY, RULES, tagsOfWork, utcDays, whoTag } from '../tags.cache.js';
import type { SlotQuery } from './slot.query.js';
import { slotKey, slotShard } from './slot-key.cache.js';
import { blockedOn } from './slots.cache.js';

/**
 * An answer that is found within so many days depends on the days up to it; one found later, on all days. Every tag is sent with
 * every read, so there are not more.
 */
const DAYS = 14;

/** Next available slot: forgotten as slots are; by a change of a day that was searched, of any day if that took more than 14 (ADR 0028). */
export const nextAvailableRegion = defineRegion<[query: SlotQuery]>({
  name: 'next available',
  pattern: 'next_avail:{date}[:barber_{id}]:svc_{id}[:{timezone}]',
  version: 2,
  ttl: setting('CACHE_NEXT_AVAILABLE_TTL', 600),
  shard: slotShard,
  key: (query) => slotKey('next_avail', query),
  tags: ({ date, timezone, barberId }) => {
    const { from, until } = blockedOn(date, timezone);
    return [
      RULES,
      whoTag(barberId),
      ...tagsOfWork(barberId, utcDays({ from, until: until + (DAYS - 1) * DAY_MS })),
      anyDayTag(barberId),
      ...(barberId === undefined ? [] : [HOURS_ANY_DAY]),
    ];
  },
  wide: () => [EVERYBODY],
});
