import type { DomainEvent } from '../../events/domain-events.js';
import type { RowImage } from '../../events/outbox.row.js';
import { integer, instant, text } from '../../events/row-image.js';
import { defineDomain, type Stale } from '../../invalidation/domain.js';
import { shopPlaces, type ShopPlace, staleByAppointments } from '../places/shop-places.js';
import { utcDays } from '../tags.cache.js';
import { conflictsRegion } from './conflicts.cache.js';

/**
 * An appointment in an event; ranges are epoch ms, `blockedFrom` and `blockedUntil` include the buffers, and the end of one that
 * was missed, which blocks less but is shown.
 */
interface AppointmentImage {
  readonly id: number;
  readonly barberId: number;
  /** The location it was booked at; the barber may have moved since. */
  readonly locationId: number;
  readonly blockedFrom: number;
  readonly blockedUntil: number;
}

declare module '../../events/domain-events.js' {
  interface DomainEvents {
    'appointment.created': { readonly after: AppointmentImage };
    'appointment.updated': { readonly before: AppointmentImage; readonly after: AppointmentImage };
    /** `after` is missing when the row was deleted. */
    'appointment.cancelled': { readonly before: AppointmentImage; readonly after?: AppointmentImage };
  }
}

/** Makes stale: slots and conflicts of the appointment's days, schedules that cover them, every next available slot. */
export const appointmentsDomain = defineDomain({
  name: 'appointments',
  regions: [conflictsRegion],
  shards: shopPlaces,
  tables: { appointments: ({ before, after }) => [appointmentEvent(before, after)] },
  forgets: {
    'appointment.created': ({ after }) => staleBy(after),
    // Forgets the days and barbers of both the old and the new image.
    // @mutant move-forgets-destination-only
    'appointment.updated': ({ before, after }) => [before, after].flatMap(staleBy),
    'appointment.cancelled': ({ before, after }) => [before, after ?? before].flatMap(staleBy),
  },
});

function appointmentEvent(
  before: RowImage | null,
  after: RowImage | null,
): DomainEvent<'appointment.created' | 'appointment.updated' | 'appointment.cancelled'> {
  if (before === null) {
    return { name: 'appointment.created', payload: { after: appointment(after) } };
  }
  if (after === null) {
    return { name: 'appointment.cancelled', payload: { before: appointment(before) } };
  }
  const cancelled = text(before, 'status') !== 'cancelled' && text(after, 'status') === 'cancelled';
  return {
    name: cancelled ? 'appointment.cancelled' : 'appointment.updated',
    // @mutant before-image-from-after
    payload: { before: appointment(before), after: appointment(after) },
  };
}

function appointment(image: RowImage | null): AppointmentImage {
  return {
    id: integer(image, 'id'),
    barberId: integer(image, 'barber_id'),
    locationId: integer(image, 'location_id'),
    blockedFrom: instant(image, 'blocked_from'),
    blockedUntil: Math.max(instant(image, 'blocked_until'), instant(image, 'ends_at')),
  };
}

function staleBy({ barberId, locationId, blockedFrom, blockedUntil }: AppointmentImage): Stale<ShopPlace>[] {
  return staleByAppointments(barberId, [locationId], utcDays({ from: blockedFrom, until: blockedUntil }));
}
