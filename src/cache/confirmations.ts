import { Injectable } from '@nestjs/common';
import type { CacheCall } from './cache.call.js';
import { CacheStore, type Snapshot } from './cache.store.js';
import { type Kept, L1 } from './l1.js';
import { LEASE_MS } from './protocol.constants.js';
import { stampNow } from './stamp.js';

/** What was read within this time will be read again before its lease has ended. */
const LATELY_MS = 4 * LEASE_MS;
/** Of all shards; more of them than this confirm by themselves. */
const MOST_LATELY = 256;
/** Of one command: what it carries for others must not delay who asks. */
const MOST_TAGS = 64;

interface Lately {
  readonly shard: string;
  /** Those that count for the value. */
  readonly tags: readonly string[];
}

interface Round {
  readonly sentAt: number;
  readonly of: ReadonlyMap<Kept, readonly string[]>;
  readonly confirmed: Promise<ReadonlySet<Kept>>;
}

/**
 * Asks the store whether stamps are still right. What else of the same shard was read lately is confirmed by the same
 * command, and its lease counts from the same sending (rule 10): where much is hot, one question a lease serves all of it.
 */
@Injectable()
export class Confirmations {
  private readonly lately = new Map<Kept, Lately>();
  /** The last one of each shard that is under way. */
  private readonly rounds = new Map<string, Round>();

  constructor(
    private readonly store: CacheStore,
    private readonly l1: L1,
  ) {}

  /**
   * What is right of what was asked for, with its new lease. A question under way is shared by readers that began within
   * one lease of its sending. @throws StoreUnavailable
   */
  ask({ address, beganAt }: CacheCall, kept: Kept): Promise<ReadonlySet<Kept>> {
    const last = this.rounds.get(address.shard);
    if (last?.of.has(kept) && beganAt - last.sentAt < LEASE_MS) return last.confirmed;
    const { shard, key } = address;
    const read = { shard, tags: kept.entry.counting(address.tags) };
    this.remember(kept, read);
    return this.send(shard, key, this.together(kept, read, beganAt)).confirmed;
  }

  private send(shard: string, key: string, of: ReadonlyMap<Kept, readonly string[]>): Round {
    const tags = [...new Set([...of.values()].flat())];
    const sentAt = performance.now();
    const confirmed = this.store
      .read({ shard, key, tags }, {})
      .then((found) => confirm(of, tags, found, sentAt))
      .finally(() => {
        if (this.rounds.get(shard) === round) this.rounds.delete(shard);
      });
    const round = { sentAt, of, confirmed };
    this.rounds.set(shard, round);
    return round;
  }

  /** What is asked for, and what was read lately beside it and is about to need it, as far as there is room. */
  private together(asked: Kept, { shard, tags }: Lately, now: number): Map<Kept, readonly string[]> {
    const of = new Map([[asked, tags]]);
    const all = new Set(tags);
    for (const [kept, read] of this.lately) {
      if (now - kept.readAt > LATELY_MS) {
        this.lately.delete(kept);
        continue;
      }
      if (read.shard !== shard || this.l1.isLeased(kept, now + LEASE_MS / 2)) continue;
      const more = read.tags.filter((tag) => !all.has(tag));
      if (all.size + more.length > MOST_TAGS) continue;
      of.set(kept, read.tags);
      for (const tag of more) all.add(tag);
    }
    return of;
  }

  private remember(kept: Kept, read: Lately): void {
    this.lately.delete(kept);
    this.lately.set(kept, read);
    const [oldest] = this.lately.size > MOST_LATELY ? this.lately.keys() : [];
    if (oldest !== undefined) this.lately.delete(oldest);
  }
}

function confirm(
  of: ReadonlyMap<Kept, readonly string[]>,
  tags: readonly string[],
  { epoch, tokens }: Snapshot,
  sentAt: number,
): Set<Kept> {
  const tokenOf = new Map(tags.map((tag, position) => [tag, tokens[position] ?? null]));
  const right = new Set<Kept>();
  for (const [kept, its] of of) {
    const found = { epoch, tokens: its.map((tag) => tokenOf.get(tag) ?? null) };
    if (stampNow(found, kept.generation, null) !== kept.stamp) continue;
    kept.confirmedAt = Math.max(kept.confirmedAt, sentAt);
    right.add(kept);
  }
  return right;
}
