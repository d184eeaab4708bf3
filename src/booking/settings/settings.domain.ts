import { integers } from '../../events/row-image.js';
import { defineDomain } from '../../invalidation/domain.js';
import { shopPlaces } from '../places/shop-places.js';
import { BOOKING_SETTINGS, BUSINESS_HOURS, RULES } from '../tags.cache.js';
import { bookingSettingsRegion } from './booking-settings.cache.js';
import { businessHoursRegion } from './business-hours.cache.js';

declare module '../../events/domain-events.js' {
  interface DomainEvents {
    'business-hours.changed': { readonly locationId: number };
    'booking-settings.changed': { readonly businessId: number };
  }
}

/** Makes stale: the settings themselves, and all slots, next available slots and schedules that rest on them. */
export const settingsDomain = defineDomain({
  name: 'settings',
  regions: [businessHoursRegion, bookingSettingsRegion],
  shards: shopPlaces,
  tables: {
    business_hours: (_, images) =>
      integers(images, 'location_id').map((locationId) => ({
        name: 'business-hours.changed',
        payload: { locationId },
      })),
    booking_settings: (_, images) =>
      integers(images, 'business_id').map((businessId) => ({
        name: 'booking-settings.changed',
        payload: { businessId },
      })),
    // A business without a settings row has the defaults.
    businesses: (_, images) =>
      integers(images, 'id').map((businessId) => ({
        name: 'booking-settings.changed',
        payload: { businessId },
      })),
  },
  forgets: {
    'business-hours.changed': ({ locationId }) => [
      { place: { of: 'location', id: locationId }, tags: [RULES, BUSINESS_HOURS] },
    ],
    'booking-settings.changed': ({ businessId }) => [
      { place: { of: 'business', id: businessId }, tags: [RULES, BOOKING_SETTINGS] },
    ],
  },
});
