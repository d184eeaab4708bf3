import { Injectable } from '@nestjs/common';
import { type Address, ownTag } from '../entry/address.js';
import type { CacheCall } from '../entry/cache.call.js';
import type { TagRef } from '../entry/region.js';
import { CacheStore, type Snapshot } from '../store/cache.store.js';
import { L1, type L1Entry, type RevalidationRequest } from './l1.js';
import { LEASE_MS } from '../entry/protocol.constants.js';
import { stampNow } from '../entry/stamp.js';

/** An entry read within this time is expected to be read again before its lease ends. */
const RECENT_MS = 4 * LEASE_MS;
/** After this part of its lease an entry that is read is revalidated, so that frequent reads do not wait for a near store. */
const AHEAD_MS = 0.6 * LEASE_MS;
/** Most entries remembered as recently read, over all shards; others are revalidated one by one. */
const MAX_RECENT = 256;
/** Most tags of one request: the entries it carries along must not delay the reader that sends it. */
const MAX_TAGS = 128;

interface RecentRead {
  readonly shard: string;
  /** The tags that the value depends on, and last the entry's own (rule 27). */
  readonly tags: readonly string[];
  /** All of these count. */
  readonly wide: readonly TagRef[];
}

/**
 * Checks with the store whether the stamps of L1 entries are still current, and renews their leases. Entries of the same
 * shard that were read recently are revalidated by the same command, and their leases count from the same sending (rule 10):
 * where many entries are read often, one request serves all of them before their leases end.
 */
@Injectable()
export class Revalidation {
  private readonly recent = new Map<L1Entry, RecentRead>();

  constructor(
    private readonly store: CacheStore,
    private readonly l1: L1,
  ) {}

  /**
   * Resolves to the entries still current; their leases are renewed. Readers share an in-flight request if they began within
   * one lease of its sending. @throws StoreUnavailable
   */
  revalidate({ address, beganAt }: CacheCall, cached: L1Entry): Promise<ReadonlySet<L1Entry>> {
    const { pending } = cached;
    // @mutant revalidation-shared-too-long
    if (pending !== undefined && beganAt - pending.sentAt < LEASE_MS) return pending.current;
    const { shard, key } = address;
    const tags = [...cached.entry.counting(address.tags), ownTag(address)];
    const read = { shard, tags, wide: address.wide };
    this.remember(cached, read);
    return this.send(shard, key, this.batchWith(cached, read, beganAt)).current;
  }

  /** Revalidates the entry that was just served if most of its lease is over. The reader does not wait for it. */
  revalidateAhead(call: CacheCall, cached: L1Entry): void {
    if (call.beganAt - cached.confirmedAt < AHEAD_MS || cached.pending !== undefined) return;
    // On failure the store has already reported the error; the next reader revalidates again.
    // @mutant lease-before-revalidation
    this.revalidate(call, cached).catch(() => undefined);
  }

  private send(shard: string, key: string, batch: ReadonlyMap<L1Entry, RecentRead>): RevalidationRequest {
    const reads = [...batch.values()];
    const tags = [...new Set(reads.flatMap((read) => read.tags))];
    const wide = distinctRefs(reads.flatMap((read) => read.wide));
    const now = performance.now();
    const current = this.store
      .read({ shard, key, tags, wide }, {})
      .then((found) => renewCurrent(batch, namesOf({ tags, wide }), found, now))
      .finally(() => {
        for (const cached of batch.keys()) if (cached.pending === request) cached.pending = undefined;
      });
    // What is shared confirms nothing later than its oldest part.
    const request = { sentAt: now - (wide.length === 0 ? 0 : this.store.wideAgeMs), current };
    for (const cached of batch.keys()) cached.pending = request;
    return request;
  }

  /** The requested entry, and as many recently read entries of its shard whose leases end soon as the tag limit allows. */
  private batchWith(requested: L1Entry, own: RecentRead, now: number): Map<L1Entry, RecentRead> {
    const batch = new Map([[requested, own]]);
    const all = new Set(own.tags);
    for (const [cached, read] of this.recent) {
      if (now - cached.readAt > RECENT_MS) {
        this.recent.delete(cached);
        continue;
      }
      if (read.shard !== own.shard || this.l1.isLeased(cached, now + LEASE_MS / 2)) continue;
      const more = read.tags.filter((tag) => !all.has(tag));
      if (all.size + more.length > MAX_TAGS) continue;
      batch.set(cached, read);
      for (const tag of more) all.add(tag);
    }
    return batch;
  }

  private remember(cached: L1Entry, read: RecentRead): void {
    this.recent.delete(cached);
    this.recent.set(cached, read);
    const [oldest] = this.recent.size > MAX_RECENT ? this.recent.keys() : [];
    if (oldest !== undefined) this.recent.delete(oldest);
  }
}

/** Renews the leases of the entries whose stamps are current, marks the others as dead, and returns the current ones. */
export function renewCurrent(
  batch: ReadonlyMap<L1Entry, Pick<RecentRead, 'tags' | 'wide'>>,
  names: readonly string[],
  { epoch, tokens, wideSentAt = Number.POSITIVE_INFINITY }: Snapshot,
  now: number,
): Set<L1Entry> {
  const tokenOf = new Map(names.map((name, position) => [name, tokens[position] ?? null]));
  const current = new Set<L1Entry>();
  for (const [cached, { tags, wide }] of batch) {
    const present = tags.map((tag) => tokenOf.get(tag) ?? null);
    const wideOnes = wide.map((ref) => tokenOf.get(wideName(ref)) ?? null);
    const found = { epoch, tokens: [...present.slice(0, -1), ...wideOnes] };
    const sentAt = wide.length === 0 ? now : Math.min(now, wideSentAt);
    // @mutant revalidation-ignores-reply, refresh-not-noticed
    if (stampNow(found, cached.generation, null) !== cached.stamp || present.at(-1) !== cached.own) {
      cached.isDead = true;
      continue;
    }
    // @mutant revalidation-lease-from-reply
    cached.confirmedAt = Math.max(cached.confirmedAt, sentAt);
    current.add(cached);
  }
  return current;
}

/** A name that no tag of the own shard has. */
const wideName = ({ shard, tag }: TagRef): string => `{${shard}} ${tag}`;

/** A name for each token of an address, in the order of lists of tokens: wide ones last. */
export function namesOf({ tags, wide }: Required<Pick<Address, 'tags' | 'wide'>>): string[] {
  return [...tags, ...wide.map(wideName)];
}

export function distinctRefs(refs: readonly TagRef[]): readonly TagRef[] {
  return refs.length < 2 ? refs : [...new Map(refs.map((ref) => [wideName(ref), ref])).values()];
}
