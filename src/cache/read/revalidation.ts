import { Injectable } from '@nestjs/common';
import type { CacheCall } from '../entry/cache.call.js';
import { LEASE_MS } from '../entry/protocol.constants.js';
import { stampNow } from '../entry/stamp.js';
import { CacheStore, type Snapshot } from '../store/cache.store.js';
import { L1, type L1Entry, type RevalidationRequest } from './l1.js';
import { type EntryQuestion, questionOf, RecentReads } from './recent-reads.js';
import { TokenList, type TokenPlaces } from './token-list.js';

/** An entry read within this time is expected to be read again before its next lease ends. */
const RECENT_MS = 2 * LEASE_MS;
/** After this part of its lease an entry that is read is revalidated, so that frequent reads do not wait for a near store. */
const AHEAD_MS = 0.6 * LEASE_MS;
/** Most tags of one request: the entries it carries along must not delay the reader that sends it. */
const MAX_TAGS = 128;

/** An entry that a READ asks about, and where its tokens are in the reply. */
export interface AskedEntry {
  readonly question: EntryQuestion;
  readonly places: TokenPlaces;
  readonly ownPlace: number;
}

/**
 * Checks with the store whether the stamps of L1 entries are still current, and renews their leases. Entries of the same
 * shard that were read recently are revalidated by the same command, and their leases count from the same sending (rule 10):
 * where many entries are read often, one request serves all of them before their leases end.
 */
@Injectable()
export class Revalidation {
  private readonly recent = new RecentReads();

  constructor(
    private readonly store: CacheStore,
    private readonly l1: L1,
  ) {}

  /**
   * Resolves to the entries still current; their leases are renewed. Readers share an in-flight request if they began within
   * one lease of its sending. @throws StoreUnavailable
   */
  revalidate(call: CacheCall, cached: L1Entry): Promise<ReadonlySet<L1Entry>> {
    const { pending } = cached;
    // @mutant revalidation-shared-too-long
    if (pending !== undefined && call.beganAt - pending.sentAt < LEASE_MS) return pending.current;
    const { shard } = call.address;
    const question = this.recent.of(shard).get(cached) ?? questionOf(call, cached);
    this.recent.add(cached, question);
    return this.send(call.address.key, cached, question).current;
  }

  /** Revalidates the entry that was just served if most of its lease is over. The reader does not wait for it. */
  revalidateAhead(call: CacheCall, cached: L1Entry): void {
    if (call.beganAt - cached.confirmedAt < AHEAD_MS || cached.pending !== undefined) return;
    // On failure the store has already reported the error; the next reader revalidates again.
    // @mutant lease-before-revalidation
    this.revalidate(call, cached).catch(() => undefined);
  }

  /** Asks about the requested entry, and as many recently read ones of its shard whose leases end soon as the tag limit allows. */
  private send(key: string, requested: L1Entry, question: EntryQuestion): RevalidationRequest {
    const { shard } = question;
    const now = performance.now();
    const list = new TokenList();
    const batch = new Map([[requested, asking(list, question)]]);
    for (const [cached, more] of this.recent.of(shard)) {
      if (now - cached.readAt > RECENT_MS) this.recent.remove(cached);
      else if (cached !== requested && !this.l1.isLeased(cached, now + LEASE_MS / 2)) {
        if (list.sizeWith(more.tags) < MAX_TAGS) batch.set(cached, asking(list, more));
      }
    }
    const settle = () => {
      for (const cached of batch.keys()) if (cached.pending === request) cached.pending = undefined;
    };
    const current = this.store.read({ shard, key, tags: list.tags, wide: list.wide }, {}).then(
      (found) => {
        settle();
        return renewCurrent(batch, list, found, now);
      },
      (error: unknown) => {
        settle();
        throw error;
      },
    );
    // What is shared confirms nothing later than its oldest part.
    const request = { sentAt: now - (list.wide.length === 0 ? 0 : this.store.wideAgeMs), current };
    for (const cached of batch.keys()) cached.pending = request;
    return request;
  }
}

/** Adds the tags of an entry, and its own (rule 27). */
export function asking(list: TokenList, question: EntryQuestion): AskedEntry {
  return { question, places: list.add(question), ownPlace: list.addTag(question.own) };
}

/** Renews the leases of the entries whose stamps are current, notes how the others ended, and returns the current ones. */
export function renewCurrent(
  batch: ReadonlyMap<L1Entry, AskedEntry>,
  list: TokenList,
  { epoch, tokens: reply, wideSentAt = Number.POSITIVE_INFINITY }: Snapshot,
  now: number,
): Set<L1Entry> {
  const current = new Set<L1Entry>();
  for (const [cached, { question, places, ownPlace }] of batch) {
    const tokens = list.tokensAt(places, reply);
    const sentAt = places.wide.length === 0 ? now : Math.min(now, wideSentAt);
    // @mutant revalidation-ignores-reply, refresh-not-noticed
    if (!confirms({ epoch, tokens }, cached, question) || (reply[ownPlace] ?? null) !== cached.own) {
      cached.ended = tokens.includes(null) ? 'forgotten' : 'replaced';
      continue;
    }
    // @mutant revalidation-lease-from-reply
    cached.confirmedAt = Math.max(cached.confirmedAt, sentAt);
    current.add(cached);
  }
  return current;
}

/** Whether an entry has the stamp that these tokens make. A comparison with those of the last time saves the hash. */
function confirms(
  found: NonNullable<EntryQuestion['confirmed']>,
  { stamp, generation }: L1Entry,
  question: EntryQuestion,
): boolean {
  const { confirmed } = question;
  if (confirmed?.epoch === found.epoch && found.tokens.every((token, at) => token === confirmed.tokens[at])) {
    return true;
  }
  if (stampNow(found, generation, null) !== stamp) return false;
  question.confirmed = found;
  return true;
}
