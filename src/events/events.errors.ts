/** Publishing did not come to its end for now; the outbox rows stay, and the same events will be published again. */
export abstract class NotPublished extends Error {
  abstract readonly code: string;
}

/** Nobody would hear the event: the application is starting or stopping. */
export class NobodyListens extends NotPublished {
  readonly code = 'nobody-listens';

  constructor(event: string) {
    super(`Nobody listens to ${event}.`);
  }
}

/** The cache's store did not confirm that the tags are forgotten. */
export class ForgetNotAccepted extends NotPublished {
  readonly code = 'forget-not-accepted';

  constructor() {
    super('The cache did not confirm an invalidation.');
  }
}
