import type { Place } from '../booking/shards.cache.js';
import {
  aDayAround,
  anyDayTag,
  availabilityTag,
  BOOKING_SETTINGS,
  BUSINESS_HOURS,
  dayTag,
  LOCATION,
  RULES,
  USER_TIMEZONE,
  utcDays,
  whoTag,
} from '../booking/tags.cache.js';
import type { AppointmentImage, DomainEvent, DomainEventName } from '../events/domain-events.js';

/** What an event makes stale: these tags in all shards of that place. */
export interface Forgets {
  readonly place: Place;
  readonly tags: readonly string[];
}

/** A longer absence is treated like a change of the week, rather than day by day. */
const MOST_DAYS = 62;

/** What every event makes stale; a pure function. The table of regions in ADR 0002, read from the events' side. */
export function forgottenBy(event: DomainEvent): Forgets[] {
  const policy = POLICY[event.name] as (payload: DomainEvent['payload']) => Forgets[];
  return policy(event.payload);
}

type Policy = { readonly [Name in DomainEventName]: (payload: DomainEvent<Name>['payload']) => Forgets[] };

const POLICY: Policy = {
  // slots and conflicts of its days, schedules that cover them, and every next available slot
  'appointment.created': ({ after }) => [appointment(after)],
  // both days, both barbers
  // @mutant move-forgets-destination-only
  'appointment.updated': ({ before, after }) => [appointment(before), appointment(after)],
  'appointment.cancelled': ({ before, after }) => [before, after ?? before].map(appointment),

  // that barber's availability, schedules, slots and next available slot: of the days concerned, or all
  'barber.availability.changed': ({ barberId, range }) => {
    const days = range === undefined ? undefined : utcDays(aDayAround(range));
    const isLimited = days !== undefined && days.length <= MOST_DAYS;
    const tags = isLimited ? [...ofDays(barberId, days), availabilityTag(barberId)] : ofBarber(barberId);
    return [{ place: { of: 'barber', id: barberId, locationIds: [] }, tags }];
  },
  'barber.changed': ({ barberId, locationIds }) => [
    { place: { of: 'barber', id: barberId, locationIds }, tags: ofBarber(barberId) },
  ],

  // all slots, next available slots and schedules that rest on them
  'service.changed': () => [{ place: { of: 'everybody' }, tags: [RULES] }],
  'location.changed': ({ locationId }) => [
    { place: { of: 'location', id: locationId }, tags: [RULES, LOCATION] },
  ],
  'business-hours.changed': ({ locationId }) => [
    { place: { of: 'location', id: locationId }, tags: [RULES, BUSINESS_HOURS] },
  ],
  'booking-settings.changed': ({ businessId }) => [
    { place: { of: 'business', id: businessId }, tags: [RULES, BOOKING_SETTINGS] },
  ],

  'user.timezone.changed': ({ userId }) => [{ place: { of: 'user', id: userId }, tags: [USER_TIMEZONE] }],
};

function appointment({ barberId, locationId, blockedFrom, blockedUntil }: AppointmentImage): Forgets {
  return {
    place: { of: 'barber', id: barberId, locationIds: [locationId] },
    tags: ofDays(barberId, utcDays({ from: blockedFrom, until: blockedUntil })),
  };
}

/** His and anybody's answers about these days, and those that look at all days. */
function ofDays(barberId: number, days: readonly string[]): string[] {
  return [barberId, undefined].flatMap((who) => [anyDayTag(who), ...days.map((day) => dayTag(who, day))]);
}

/** His and anybody's answers about any day. */
function ofBarber(barberId: number): string[] {
  return [whoTag(barberId), whoTag(undefined)];
}
