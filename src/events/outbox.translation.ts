import type { AppointmentImage, DomainEvent } from './domain-events.js';
import type { OutboxRow, RowImage } from './outbox.row.js';
import { integer, instant, RowNotUnderstood, shopDay, text } from './row-image.js';

/** What a row says, or that nobody can tell what it touches: then everything must be forgotten. */
type Translation = readonly DomainEvent[] | 'everything';

/**
 * The domain events that a changed row amounts to. Pure. Every table with an outbox trigger has its line here; a TRUNCATE,
 * an unknown table and an image without the expected columns are `everything`.
 */
export function eventsOf(row: OutboxRow): Translation {
  const translate = TABLES[row.relation];
  const images = [row.before, row.after].filter((image) => image !== null);
  if (translate === undefined || images.length === 0) return 'everything';
  try {
    return translate(row, images);
  } catch (error) {
    if (error instanceof RowNotUnderstood) return 'everything';
    throw error;
  }
}

type Translate = (row: OutboxRow, images: readonly RowImage[]) => DomainEvent[];

const TABLES: Readonly<Record<string, Translate>> = {
  appointments: ({ before, after }) => [appointmentEvent(before, after)],
  barbers: (_, images) =>
    distinct(images, 'id').map((barberId) => ({
      name: 'barber.changed',
      // @mutant barber-move-forgets-destination-only
      payload: { barberId, locationIds: distinct(images, 'location_id') },
    })),
  barber_services: (_, images) =>
    distinct(images, 'barber_id').map((barberId) => ({
      name: 'barber.changed',
      payload: { barberId, locationIds: [] },
    })),
  barber_availability: (_, images) =>
    distinct(images, 'barber_id').map((barberId) => ({
      name: 'barber.availability.changed',
      payload: { barberId },
    })),
  barber_overrides: (_, images) =>
    images.map((image) => ({
      name: 'barber.availability.changed',
      payload: { barberId: integer(image, 'barber_id'), range: shopDay(image, 'date') },
    })),
  barber_time_off: (_, images) =>
    images.map((image) => ({
      name: 'barber.availability.changed',
      payload: {
        barberId: integer(image, 'barber_id'),
        range: { from: instant(image, 'starts_at'), until: instant(image, 'ends_at') },
      },
    })),
  services: (_, images) =>
    distinct(images, 'id').map((serviceId) => ({ name: 'service.changed', payload: { serviceId } })),
  locations: (_, images) =>
    distinct(images, 'id').map((locationId) => ({
      name: 'location.changed',
      payload: { locationId, businessIds: distinct(images, 'business_id') },
    })),
  business_hours: (_, images) =>
    distinct(images, 'location_id').map((locationId) => ({
      name: 'business-hours.changed',
      payload: { locationId },
    })),
  booking_settings: (_, images) =>
    distinct(images, 'business_id').map((businessId) => ({
      name: 'booking-settings.changed',
      payload: { businessId },
    })),
  businesses: (_, images) =>
    distinct(images, 'id').map((businessId) => ({
      name: 'booking-settings.changed',
      payload: { businessId },
    })),
  users: (_, images) =>
    distinct(images, 'id').map((userId) => ({ name: 'user.timezone.changed', payload: { userId } })),
};

/** Tables whose changes must be recorded by outbox triggers. */
export const WATCHED_TABLES: readonly string[] = Object.keys(TABLES);

function appointmentEvent(before: RowImage | null, after: RowImage | null): DomainEvent {
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
    blockedUntil: instant(image, 'blocked_until'),
  };
}

/** The values of a column in both images: one, or two when it was changed. */
function distinct(images: readonly RowImage[], column: string): number[] {
  return [...new Set(images.map((image) => integer(image, column)))];
}
