import { OnEvent } from '@nestjs/event-emitter';
import type { DomainEvent, DomainEventName } from './domain-events.js';

/**
 * Calls the method with every domain event of these names; a wrong name or parameter does not compile. Its promise is
 * awaited and its error reaches the publisher, who keeps the outbox row: Nest's habit of swallowing it is turned off.
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
