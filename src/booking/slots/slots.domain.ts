import { defineDomain } from '../../invalidation/domain.js';
import { bookableBarbersRegion } from './bookable-barbers.cache.js';
import { nextAvailableRegion } from './next-available.cache.js';
import { slotsRegion } from './slots.cache.js';

/** Slots have no table: they are computed, and the events of all other booking domains invalidate them. */
export const slotsDomain = defineDomain({
  name: 'slots',
  regions: [slotsRegion, nextAvailableRegion, bookableBarbersRegion],
});
