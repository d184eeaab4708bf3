import { Injectable } from '@nestjs/common';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheStore, type Snapshot } from '../store/cache.store.js';
import { type Kept, L1, type Question } from './l1.js';
import { LEASE_MS } from '../entry/protocol.constants.js';
import { stampNow } from '../entry/stamp.js';

/** What was read within this time will be read again before its lease has ended. */
const LATELY_MS = 4 * LEASE_MS;
/** What is read after so much of its lease is confirmed anew, so that what is hot does not wait for a store that is near. */
const AHEAD_MS = 0.6 * LEASE_MS;
/** Of all shards; more of them than this confirm by themselves. */
const MOST_LATELY = 256;
/** Of one command: what it carries for others must not delay who asks. */
const MOST_TAGS = 64;

interface Lately {
  readonly shard: string;
  /** Those that count for the value. */
  readonly tags: readonly string[];
}

/**
 * Asks the store whether stamps are still right. What else of the same shard was read lately is confirmed by the same
 * command, and its lease counts from the same sending (rule 10): where much is hot, one question serves all of it, asked
 * before the leases end.
 */
@Injectable()
export class Confirmations {
  private readonly lately = new Map<Kept, Lately>();

  constructor(
    private readonly store: CacheStore,
    private readonly l1: L1,
  ) {}

  /**
   * What is right of what was asked for, with its new lease. A question under way is shared by readers that began within
   * one lease of its sending. @throws StoreUnavailable
   */
  ask({ address, beganAt }: CacheCall, kept: Kept): Promise<ReadonlySet<Kept>> {
    const { asked } = kept;
    // @mutant revalidation-shared-too-long
    if (asked !== undefined && beganAt - asked.sentAt < LEASE_MS) return asked.confirmed;
    const { shard, key } = address;
    const read = { shard, tags: kept.entry.counting(address.tags) };
    this.remember(kept, read);
    return this.send(shard, key, this.together(kept, read, beganAt)).confirmed;
  }

  /** Asks in time if the lease of what was just read is about to end. The reader is served already: nobody waits. */
  askAhead(call: CacheCall, kept: Kept): void {
    if (call.beganAt - kept.confirmedAt < AHEAD_MS || kept.asked !== undefined) return;
    // Should there be no answer, the store has said so to whom it concerns; the next reader asks again.
    // @mutant lease-before-revalidation
    this.ask(call, kept).catch(() => undefined);
  }

  private send(shard: string, key: string, of: ReadonlyMap<Kept, readonly string[]>): Question {
    const tags = [...new Set([...of.values()].flat())];
    const sentAt = performance.now();
    const confirmed = this.store
      .read({ shard, key, tags }, {})
      .then((found) => confirm(of, tags, found, sentAt))
      .finally(() => {
        for (const kept of of.keys()) if (kept.asked === question) kept.asked = undefined;
      });
    const question = { sentAt, confirmed };
    for (const kept of of.keys()) kept.asked = question;
    return question;
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
    // @mutant revalidation-ignores-reply
    if (stampNow(found, kept.generation, null) !== kept.stamp) {
      kept.isDead = true;
      continue;
    }
    // @mutant revalidation-lease-from-reply
    kept.confirmedAt = Math.max(kept.confirmedAt, sentAt);
    right.add(kept);
  }
  return right;
}
