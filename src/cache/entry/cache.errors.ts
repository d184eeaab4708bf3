/** Every error the cache raises by itself; `code` never changes, the sentence may. */
abstract class CacheError extends Error {
  abstract readonly code: string;
}

/** A key, shard or tag that no validated value can give: a mistake in a region's declaration, or an attack. */
export class InvalidCacheName extends CacheError {
  readonly code = 'invalid-cache-name';
}

/** Reads go past the cache and the database has as much to do as it may: HTTP answers 503 with `Retry-After`. */
export class Overloaded extends CacheError {
  readonly code = 'overloaded';

  constructor() {
    super('Too many reads wait for the database at the moment; try again in a second.');
  }
}

/** A store could not do what it was asked; reads go on without it. */
export class StoreUnavailable extends CacheError {
  readonly code = 'store-unavailable';
}

/** The server behind the URL cannot be used as it is: wrong password, too old. */
export class UnusableServer extends CacheError {
  readonly code = 'unusable-server';
}

/** A load gave a value that no format can carry; the sentence names the path. */
export class UncacheableValue extends CacheError {
  readonly code = 'uncacheable-value';
}
