import { LRUCache } from 'lru-cache';
import { defineRegion, setting } from '../../cache/entry/region.js';
import { MINUTE_MS } from '../../time/durations.js';
import { anywhereOnEarth, EVERYBODY, RULES, tagsOfWork, utcDays, whoTag } from '../tags.cache.js';
import type { Interval } from '../wall-time/interval.js';
import type { SlotQuery } from './slot.query.js';
import { slotKey, slotShard } from './slot-key.cache.js';
import { zoneDay } from '../wall-time/zone-day.js';

/** The longest buffer, and the minute beside it that may decide about a start (`seenFrom`). */
const LONGEST_BUFFER_MS = 121 * MINUTE_MS;
/** The longest service with the longest buffer after it (the bounds of ARCHITECTURE.md), and that minute. */
const LONGEST_BLOCK_MS = 601 * MINUTE_MS;

/** Available slots: forgotten by appointments and closures of a day they cover; availability, hours, services, settings. */
export const slotsRegion = defineRegion<[query: SlotQuery]>({
  name: 'available slots',
  pattern: 'slots:{date}[:barber_{id}]:svc_{id}[:{timezone}]',
  version: 2,
  ttl: setting('CACHE_AVAILABLE_SLOTS_TTL', 300),
  shard: slotShard,
  key: (query) => slotKey('slots', query),
  tags: slotTags,
  wide: () => [EVERYBODY],
});

/** The tags of every day that the blocked range of a slot starting on the requested date can touch. */
function slotTags({ date, timezone, barberId }: SlotQuery): string[] {
  return [RULES, whoTag(barberId), ...tagsOfWork(barberId, coveredDays(date, timezone))];
}

/** The tags of an answer that depends only on the instants in `touched`. */
export function slotTagsOf({ barberId }: SlotQuery, touched: Interval): string[] {
  return [RULES, whoTag(barberId), ...tagsOfWork(barberId, utcDays(touched))];
}

const known = new LRUCache<string, readonly string[]>({ max: 5000 });

/** The UTC days that the blocked range of any slot starting on that date can touch (ADR 0001). */
function coveredDays(date: string, timezone: string | undefined): readonly string[] {
  const key = `${date} ${timezone ?? ''}`;
  let days = known.get(key);
  if (days === undefined) {
    days = utcDays(blockedOn(date, timezone));
    known.set(key, days);
  }
  return days;
}

/** The instants that slots which start on that date can block; without a zone, in any. */
export function blockedOn(date: string, timezone: string | undefined): Interval {
  const { from, until } = timezone === undefined ? anywhereOnEarth(date) : zoneDay(timezone, date);
  return { from: from - LONGEST_BUFFER_MS, until: until + LONGEST_BLOCK_MS };
}
