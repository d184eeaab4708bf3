/** What the events tell of an appointment; ranges are epoch ms, `blockedFrom` and `blockedUntil` include its buffers. */
export interface AppointmentImage {
  readonly id: number;
  readonly barberId: number;
  /** The location it was booked at; the barber may have moved since. */
  readonly locationId: number;
  readonly blockedFrom: number;
  readonly blockedUntil: number;
}

/**
 * Everything that can happen to what the shop's answers rest on. The database is the only producer: its triggers write
 * outbox rows, which become these. Payloads are plain data; a listener may be told the same thing twice, and out of order.
 */
interface DomainEvents {
  'appointment.created': { readonly after: AppointmentImage };
  'appointment.updated': { readonly before: AppointmentImage; readonly after: AppointmentImage };
  /** `after` is missing when the row was deleted. */
  'appointment.cancelled': { readonly before: AppointmentImage; readonly after?: AppointmentImage };
  /** `range`: the epoch ms outside which nothing changed; missing when the change has no bounds, as of a week. */
  'barber.availability.changed': {
    readonly barberId: number;
    readonly range?: { readonly from: number; readonly until: number };
  };
  /** The barber, or the services that he offers. `locationIds`: where he was and is, if the change says so. */
  'barber.changed': { readonly barberId: number; readonly locationIds: readonly number[] };
  'service.changed': { readonly serviceId: number };
  'location.changed': { readonly locationId: number; readonly businessIds: readonly number[] };
  'business-hours.changed': { readonly locationId: number };
  'booking-settings.changed': { readonly businessId: number };
  'user.timezone.changed': { readonly userId: number };
}

export type DomainEventName = keyof DomainEvents;

/** One thing that happened. With several names it is their union, told apart by `name`. */
export type DomainEvent<Name extends DomainEventName = DomainEventName> = {
  [Each in Name]: { readonly name: Each; readonly payload: DomainEvents[Each] };
}[Name];

/** All names, for who listens to everything; the compiler insists on completeness. */
export const DOMAIN_EVENT_NAMES = Object.keys({
  'appointment.created': true,
  'appointment.updated': true,
  'appointment.cancelled': true,
  'barber.availability.changed': true,
  'barber.changed': true,
  'service.changed': true,
  'location.changed': true,
  'business-hours.changed': true,
  'booking-settings.changed': true,
  'user.timezone.changed': true,
} satisfies Record<DomainEventName, true>) as DomainEventName[];
