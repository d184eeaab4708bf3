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
  /** The shard of each; the oldest first. */
  private readonly shards = new Map<L1Entry, string>();
  private readonly questions = new Map<string, Map<L1Entry, EntryQuestion>>();

  /** Removing one while they are iterated is allowed. */
  of(shard: string): ReadonlyMap<L1Entry, EntryQuestion> {
    return this.questions.get(shard) ?? NONE;
  }

  add(cached: L1Entry, question: EntryQuestion): void {
    const { shard } = question;
    this.shards.delete(cached);
    this.shards.set(cached, shard);
    const ofShard = this.questions.get(shard);
    if (ofShard === undefined) this.questions.set(shard, new Map([[cached, question]]));
    else ofShard.set(cached, question);
    const [oldest] = this.shards.size > MOST ? this.shards.keys() : [];
    if (oldest !== undefined) this.remove(oldest);
  }

  remove(cached: L1Entry): void {
    const shard = this.shards.get(cached);
    if (shard === undefined) return;
    this.shards.delete(cached);
    const ofShard = this.questions.get(shard);
    ofShard?.delete(cached);
    if (ofShard?.size === 0) this.questions.delete(shard);
  }
}

const NONE: ReadonlyMap<L1Entry, EntryQuestion> = new Map();
