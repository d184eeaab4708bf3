import { dayInAnyZone, instant, integer, integers } from '../../events/row-image.js';
import { defineDomain } from '../../invalidation/domain.js';
import { shopPlaces } from '../places/shop-places.js';
import {
  aDayAround,
  availabilityTag,
  BARBERS,
  countUtcDays,
  slotsOfWindows,
  tagsOfBarber,
  tagsOfDays,
  utcDays,
} from '../tags.cache.js';
import { availabilityRegion } from './availability.cache.js';
import { barberRegion, barbersRegion } from './barbers.cache.js';
import { scheduleRegion } from './schedule.cache.js';

declare module '../../events/domain-events.js' {
  interface DomainEvents {
    /** `range`: the epoch ms outside which nothing changed; missing when the change has no bounds, as of a week. */
    'barber.availability.changed': {
      readonly barberId: number;
      readonly range?: { readonly from: number; readonly until: number };
    };
    /** The barber, or the services that the barber offers. `locationIds`: where they worked and work, if the change says. */
    'barber.changed': { readonly barberId: number; readonly locationIds: readonly number[] };
  }
}

/** A longer absence is treated like a change of the week, rather than day by day. */
const MOST_DAYS = 62;

/** Makes stale: the barber's availability, schedules, slots and next available slot, of the days concerned or of all. */
export const barbersDomain = defineDomain({
  name: 'barbers',
  regions: [availabilityRegion, scheduleRegion, barbersRegion, barberRegion],
  shards: shopPlaces,
  tables: {
    barbers: (_, images) =>
      integers(images, 'id').map((barberId) => ({
        name: 'barber.changed',
        // @mutant barber-move-forgets-destination-only
        payload: { barberId, locationIds: integers(images, 'location_id') },
      })),
    // @mutant offers-not-forgotten
    barber_services: (_, images) =>
      integers(images, 'barber_id').map((barberId) => ({
        name: 'barber.changed',
        payload: { barberId, locationIds: [] },
      })),
    barber_availability: (_, images) =>
      integers(images, 'barber_id').map((barberId) => ({
        name: 'barber.availability.changed',
        payload: { barberId },
      })),
    // @mutant rota-not-forgotten
    barber_rotas: (_, images) =>
      integers(images, 'barber_id').map((barberId) => ({
        name: 'barber.availability.changed',
        payload: { barberId },
      })),
    barber_overrides: (_, images) =>
      images.map((image) => {
        const date = dayInAnyZone(image, 'date');
        return {
          name: 'barber.availability.changed',
          payload: {
            barberId: integer(image, 'barber_id'),
            // @mutant override-forgets-own-date-only
            range: slotsOfWindows(date),
          },
        };
      }),
    // @mutant time-off-not-forgotten
    barber_time_off: (_, images) =>
      images.map((image) => ({
        name: 'barber.availability.changed',
        payload: {
          barberId: integer(image, 'barber_id'),
          range: { from: instant(image, 'starts_at'), until: instant(image, 'ends_at') },
        },
      })),
  },
  forgets: {
    'barber.availability.changed': ({ barberId, range }) => {
      const days = range === undefined ? undefined : aDayAround(range);
      const isLimited = days !== undefined && countUtcDays(days) <= MOST_DAYS;
      const tags = isLimited
        ? [...tagsOfDays(barberId, utcDays(days)), availabilityTag(barberId)]
        : tagsOfBarber(barberId);
      return [{ place: { of: 'barber', id: barberId, locationIds: [] }, tags }];
    },
    'barber.changed': ({ barberId, locationIds }) => [
      { place: { of: 'barber', id: barberId, locationIds }, tags: [...tagsOfBarber(barberId), BARBERS] },
      // @mutant barbers-of-chain-not-forgotten
      { place: { of: 'chain' }, tags: [BARBERS] },
    ],
  },
});
