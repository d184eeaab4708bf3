import { dayInAnyZone, integer } from '../../events/row-image.js';
import { defineDomain } from '../../invalidation/domain.js';
import { shopPlaces } from '../places/shop-places.js';
import {
  aDayAround,
  BUSINESS_HOURS,
  countUtcDays,
  RULES,
  slotsOfWindows,
  tagsOfHours,
  utcDays,
} from '../tags.cache.js';

declare module '../../events/domain-events.js' {
  interface DomainEvents {
    /** `range`: the epoch ms outside which nothing changed. */
    'location.closures.changed': {
      readonly locationId: number;
      readonly range: { readonly from: number; readonly until: number };
    };
  }
}

/** Longer special hours are treated like a change of the week, rather than day by day. */
const MOST_DAYS = 62;

/** Makes stale: the slots, next available slots and schedules of the location's barbers on these days, and the location's hours. */
export const closuresDomain = defineDomain({
  name: 'closures',
  shards: shopPlaces,
  tables: {
    location_closures: (_, images) =>
      images.map((image) => {
        const [first, last] = [dayInAnyZone(image, 'from_date'), dayInAnyZone(image, 'to_date')];
        return {
          name: 'location.closures.changed',
          payload: {
            locationId: integer(image, 'location_id'),
            range: slotsOfWindows({ from: first.from, until: last.until }),
          },
        };
      }),
  },
  forgets: {
    'location.closures.changed': ({ locationId, range }) => {
      const days = aDayAround(range);
      const tags = countUtcDays(days) <= MOST_DAYS ? tagsOfHours(utcDays(days)) : [RULES];
      // @mutant closure-not-forgotten
      return [{ place: { of: 'location', id: locationId }, tags: [...tags, BUSINESS_HOURS] }];
    },
  },
});
