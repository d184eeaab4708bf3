import type { TagRef } from '../cache/entry/region.js';

/** What a read of the list gave. */
export interface Look {
  /** Grows with every state of the database that a read sees (rule 31). */
  readonly version: number;
  /** As the read answers it over HTTP. */
  readonly etag: string;
  /** Epoch ms at which time alone may change the list. */
  readonly validUntil: number;
  /** Whether the store has confirmed all of it, so that forgetting a tag of it removes a token that exists. */
  readonly isHit: boolean;
  /** Whether part of it was read past the cache. */
  readonly isBypass: boolean;
}

/** A list that can be watched: a cached read, or several of them as one. */
export interface LiveSource {
  /** Equal for watchers of the same list. */
  readonly key: string;
  /** Forgetting one of these may change the list. */
  readonly tags: readonly TagRef[];
  /** Reads it, confirmed by the store after this call. Throws what the read throws. */
  look(): Promise<Look>;
}
