import { OnEvent } from '@nestjs/event-emitter';
import type { DomainEvent, DomainEventName } from './domain-events.js';

/**
 * Calls the method with every domain event of these names; a wrong name or parameter does not compile. The publisher waits
 * for the method's promise; by default, Nest would only log the error. If it rejects, reads bypass the cache until the change is
 * published again; any error but `NotPublished` has everything cached forgotten instead (rule 14). So what may fail for reasons of
 * its own, such as a mail, does not belong here. Events come twice and out of order.
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
