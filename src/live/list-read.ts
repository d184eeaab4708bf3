import type { TagRef } from '../cache/entry/region.js';
import { RecordedScope, runInReadScope } from '../cache/read/read-scope.js';
import type { Answered } from './live.source.js';

/** Result of one read of a list, and the entries it was made of. */
export interface ListRead {
  /** Grows with every state of the database that a read sees: the sum of the versions of its entries, each of which only grows (rule 31). */
  readonly version: number;
  readonly etag: string;
  /** Epoch ms at which time alone may change the list. */
  readonly validUntil: number;
  /** Whether the store has confirmed all of it, so that forgetting a tag of it removes a token that exists. */
  readonly isHit: boolean;
  /** Whether part of it was read past the cache, while other instances may answer from theirs. */
  readonly isBypass: boolean;
  /** Whether no instance answers an older state, since the answer is not cached. */
  readonly isFinal: boolean;
  /** Ids of the entries that it was made of. */
  readonly ids: readonly string[];
  /** Forgetting one of these may change the list. */
  readonly tags: readonly TagRef[];
}

/** Reads a list and records what was read, in a scope of its own: what a scope waits for the store is limited. Throws what the read throws. */
export async function readList(read: () => Promise<Answered>): Promise<ListRead> {
  const scope = new RecordedScope();
  const { etag, version, validUntil = Infinity } = await runInReadScope(scope, read);
  const results = scope.reads.map(({ answer }) => answer.status.result);
  const isFinal = version !== undefined;
  return {
    version: version ?? scope.reads.reduce((sum, { answer }) => sum + (answer.entry.version ?? 0), 0),
    etag,
    validUntil: Math.min(validUntil, ...scope.reads.map(({ answer }) => answer.entry.validUntil)),
    isHit: results.length > 0 && results.every((result) => result === 'hit'),
    isBypass: !isFinal && (results.length === 0 || results.includes('bypass')),
    isFinal,
    ids: scope.reads.map(({ address }) => address.id),
    tags: scope.reads.flatMap(({ address: { shard, tags, wide } }) => [
      ...tags.map((tag) => ({ shard, tag })),
      ...wide,
    ]),
  };
}
