import { OnEvent } from '@nestjs/event-emitter';
import type { DomainEvent, DomainEventName } from './domain-events.js';

/**
 * Calls the method with every domain event of these names; a wrong name or parameter does not compile. The publisher waits
 * for the method's promise and keeps the outbox row if it rejects; by default, Nest would only log the error.
 */
export function OnDomainEvent<Name extends DomainEventName>(...names: readonly Name[]) {
  return <Handler extends (event: DomainEvent<Name>) => Promise<void>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    for (const name of names) OnEvent(name, { suppressErrors: false })(target, key, descriptor);
  };
}
