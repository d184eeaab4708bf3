import type { OutboxRow } from './outbox.row.js';

/** Events could not be published for now. Their outbox rows stay, and the events will be published again. */
export abstract class NotPublished extends Error {
  abstract readonly code: string;
}

/** The event has no listener: the application is starting or stopping. */
export class NoListener extends NotPublished {
  readonly code = 'no-listener';

  constructor(event: string) {
    super(`No listener is registered for ${event}.`);
  }
}

/** The cache's store did not acknowledge a FORGET. */
export class ForgetNotAccepted extends NotPublished {
  readonly code = 'forget-not-accepted';

  constructor() {
    super('The cache did not acknowledge an invalidation.');
  }
}

/** Two domains declare the same thing. Raised while the application starts. */
export class DomainConflict extends Error {
  readonly code = 'domain-conflict';

  constructor(kind: string, name: string, ...domains: readonly [string, string]) {
    const [first, second] = domains.toSorted();
    super(
      `The domains "${first}" and "${second}" both declare the ${kind} "${name}": remove it from one of them.`,
    );
  }
}

/** A change after which everything cached has to be forgotten: it is not known what it affects. */
export class ChangeNotTranslated extends Error {
  readonly code = 'change-not-translated';

  constructor({ operation, relation }: Pick<OutboxRow, 'operation' | 'relation'>) {
    super(`${operation} of ${relation} cannot be translated into domain events`);
  }
}
