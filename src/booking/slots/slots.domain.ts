import { defineDomain } from '../../invalidation/domain.js';
import { nextAvailableRegion } from './next-available.cache.js';
import { slotsRegion } from './slots.cache.js';

/** Slots have no table of their own: the events of all other domains of booking make them stale. */
export const slotsDomain = defineDomain({ name: 'slots', regions: [slotsRegion, nextAvailableRegion] });
