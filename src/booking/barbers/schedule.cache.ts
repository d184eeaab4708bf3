import { defineRegion, setting } from '../../cache/entry/region.js';
import {
  anywhereOnEarth,
  barberShard,
  EVERYBODY,
  RULES,
  tagsOfWork,
  utcDays,
  whoTag,
} from '../tags.cache.js';

/** Schedule of one barber: forgotten by an appointment, availability, time off or closure in its range (dates, inclusive). */
export const scheduleRegion = defineRegion<[barberId: number, from: string, to: string]>({
  name: 'barber schedule',
  pattern: 'barber_schedule:barber_{id}:{from}:{to}',
  version: 2,
  ttl: setting('CACHE_BARBER_SCHEDULE_TTL', 1800),
  shard: (barberId) => barberShard(barberId),
  key: (barberId, from, to) => `barber_schedule:barber_${barberId}:${from}:${to}`,
  tags: (barberId, from, to) => [
    RULES,
    whoTag(barberId),
    ...tagsOfWork(barberId, utcDays(anywhereOnEarth(from, to))),
  ],
  wide: () => [EVERYBODY],
});
