/**
 * Names and payloads of all domain events. Each domain adds its own by declaration merging, in the file that declares it:
 *
 *     declare module '../events/domain-events.js' {
 *       interface DomainEvents {
 *         'product.changed': { readonly productId: number };
 *       }
 *     }
 *
 * so that a wrong name or payload does not compile, neither where the event is made nor where it is handled. Payloads are
 * plain data. The database is the only source of events: its triggers write outbox rows, which are translated into these.
 * An event may arrive more than once and out of order.
 */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface -- domains merge their events into it
export interface DomainEvents {}

export type DomainEventName = keyof DomainEvents;

/** One event. With several names it is their union, discriminated by `name`. */
export type DomainEvent<Name extends DomainEventName = DomainEventName> = {
  [Each in Name]: { readonly name: Each; readonly payload: DomainEvents[Each] };
}[Name];
