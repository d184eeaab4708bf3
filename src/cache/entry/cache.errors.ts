/** Base of the cache's own errors. `code` is stable; the message may change. */
abstract class CacheError extends Error {
  abstract readonly code: string;
}

/**
 * Invalid key, shard or tags: validated arguments cannot cause it, so either the region's declaration is wrong or it is
 * an attack. The read is answered past the cache (rule 17).
 */
export class InvalidCacheName extends CacheError {
  readonly code = 'invalid-cache-name';
}

/** The declaration of a region is wrong; the message says what it must be. Raised while the application starts. */
export class InvalidRegion extends CacheError {
  readonly code = 'invalid-region';
}

/**
 * A cached read has another key or other tags after its load than when it began. Its value must be neither stored nor given to the callers that
 * read that key.
 */
export class UnstableAddress extends CacheError {
  readonly code = 'unstable-address';

  constructor(region: string) {
    super(
      `${region}: its key or tags changed while the value was loaded. Do not change an object that you have passed to a cached read, and make keys and tags of the arguments alone, not of the time.`,
    );
  }
}

/** A load waits for something without a time limit: readers of its key would wait for ever, and loads past the cache have few places. */
export class LoadTimedOut extends CacheError {
  readonly code = 'load-timed-out';

  constructor(region: string, limitMs: number) {
    super(
      `${region}: the load has not ended within ${limitMs / 1000} s. Limit the time of what it waits for.`,
    );
  }
}

/** Too many reads bypass the cache and wait for the database. HTTP answers 503 with `Retry-After`. */
export class Overloaded extends CacheError {
  readonly code = 'overloaded';

  constructor() {
    super('Too many requests are waiting for the database. Try again in a second.');
  }
}

/** The store failed or did not answer; reads continue without it. */
export class StoreUnavailable extends CacheError {
  readonly code = 'store-unavailable';
}

/** For a store that has not answered within the time that it may take. */
export const storeTimedOut = (): StoreUnavailable =>
  new StoreUnavailable('The cache store did not answer in time');

/** The server cannot be used in its present state: a replica, or too old. */
export class UnusableServer extends CacheError {
  readonly code = 'unusable-server';
}

/** A loaded value cannot be serialised; the message names the path. The read is answered with the value itself (rule 17). */
export class UncacheableValue extends CacheError {
  readonly code = 'uncacheable-value';
}
