import type { RightName } from '../auth/rights.js';

/** What a read of a list answers. */
export interface Answered {
  /** Entity tag of the answer as HTTP sends it. */
  readonly etag: string;
  /**
   * The version of a state that was read from the database itself, whatever the cached reads are that note its tags: no instance
   * answers an older one.
   */
  readonly version?: number;
  /** Epoch ms at which it shall be read again, though nothing that it is made of was forgotten. */
  readonly validUntil?: number;
}

/** A list that can be watched: what a route answers to a query. */
export interface LiveSource {
  /** Equal for watchers of the same list. */
  readonly key: string;
  /** Without it, the stream ends. */
  readonly right: RightName;
  /** As how many requests a read counts if nothing is cached. Throws what the read throws. */
  cost(): Promise<number>;
  /** Reads it; the cached methods that it calls say by their tags what may change it. Throws what the read throws. */
  read(): Promise<Answered>;
}
