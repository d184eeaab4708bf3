import type { CacheCall } from '../entry/cache.call.js';
import { ownTag } from '../entry/address.js';
import type { TagRef } from '../entry/region.js';
import type { L1Entry } from './l1.js';

/** Most entries that are remembered, over all shards: each is kept alive by it. */
const MOST = 256;

/** What the store is asked about an entry of L1. */
export interface EntryQuestion {
  readonly shard: string;
  /** The tags that the value depends on. */
  readonly tags: readonly string[];
  /** All of these count. */
  readonly wide: readonly TagRef[];
  /** The entry's own tag (rule 27). */
  readonly own: string;
  /** What the store said when it last confirmed the stamp: the same again confirms it again. */
  confirmed?: { readonly epoch: string; readonly tokens: readonly (string | null)[] };
}

export function questionOf({ address }: CacheCall, { entry }: L1Entry): EntryQuestion {
  const { shard, tags, wide } = address;
  return { shard, tags: entry.counting(tags), wide, own: ownTag(address) };
}

/** The entries of L1 that were revalidated lately, by shard. */
export class RecentReads {
  /** The oldest first. */
  private readonly all = new Map<L1Entry, EntryQuestion>();
  private readonly shards = new Map<string, Set<L1Entry>>();

  get(cached: L1Entry): EntryQuestion | undefined {
    return this.all.get(cached);
  }

  add(cached: L1Entry, question: EntryQuestion): void {
    this.all.delete(cached);
    this.all.set(cached, question);
    const ofShard = this.shards.get(question.shard);
    if (ofShard === undefined) this.shards.set(question.shard, new Set([cached]));
    else ofShard.add(cached);
    const [oldest] = this.all.size > MOST ? this.all.keys() : [];
    if (oldest !== undefined) this.remove(oldest);
  }

  remove(cached: L1Entry): void {
    const question = this.all.get(cached);
    if (question === undefined) return;
    this.all.delete(cached);
    const ofShard = this.shards.get(question.shard);
    ofShard?.delete(cached);
    if (ofShard?.size === 0) this.shards.delete(question.shard);
  }

  /** Removing one while they are iterated is allowed. */
  of(shard: string): Iterable<L1Entry> {
    return this.shards.get(shard) ?? [];
  }
}
