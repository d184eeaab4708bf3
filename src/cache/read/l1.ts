import { LRUCache } from 'lru-cache';
import type { CacheCall } from '../entry/cache.call.js';
import { currentEntry, type Found } from '../entry/current-entry.js';
import type { Entry } from '../entry/entry.js';
import { LEASE_MS } from '../entry/protocol.constants.js';

/** An in-flight request to the store whether the stamps of L1 entries are still current. */
export interface RevalidationRequest {
  readonly sentAt: number;
  /** Resolves to the entries that are current; their leases are renewed. */
  readonly current: Promise<ReadonlySet<L1Entry>>;
}

/** An entry in the memory of this process, and the stamp that the store last confirmed for it. */
export interface L1Entry {
  readonly entry: Entry;
  readonly stamp: string;
  /** The entry's own token when it was stored; `null`: it had none (rule 27). */
  readonly own: string | null;
  /** The generation that the stamp contains. */
  readonly generation: string;
  /** When the command that confirmed the stamp was sent, on `performance.now()`. */
  confirmedAt: number;
  /** When the last read that it served began, on the same clock. */
  readAt: number;
  /**
   * The store has answered that the stamp is no longer current. `forgotten`: because a token is missing, so that no other entry can be
   * current until a CLAIM makes one (rule 2).
   */
  ended?: 'forgotten' | 'replaced';
  /** The latest revalidation request about it, while that is in flight. */
  pending?: RevalidationRequest | undefined;
}

/** The parsed value costs about as much again as twice its text, the objects around it a few hundred bytes (measured). */
const VALUE_FACTOR = 3;
const OVERHEAD_BYTES = 600;

/**
 * In-process cache of entries, limited by bytes. An entry may be served without asking the store for one lease after it was
 * confirmed (rule 10). After that it only saves the transfer and the parsing, once its stamp has been revalidated.
 */
export class L1 {
  private readonly cached: LRUCache<string, L1Entry> | undefined;
  private leasesFrom = Number.NEGATIVE_INFINITY;

  /**
   * @param maxBytes 0 keeps nothing. Each entry counts as if its value were parsed, although values that are only sent
   * are not. So the heap grows by at most this much, within a tenth.
   */
  constructor(readonly maxBytes: number) {
    if (maxBytes === 0) return;
    this.cached = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ entry }, id) => heapBytes(entry) * VALUE_FACTOR + id.length + OVERHEAD_BYTES,
    });
  }

  get entries(): number {
    return this.cached?.size ?? 0;
  }

  get bytes(): number {
    return this.cached?.calculatedSize ?? 0;
  }

  get(id: string): L1Entry | undefined {
    return this.cached?.get(id);
  }

  /** Whether it may be served without asking the store. */
  isLeased(cached: L1Entry, now: number): boolean {
    // @mutant lease-too-long, serves-five-seconds
    return now - cached.confirmedAt < LEASE_MS && cached.confirmedAt > this.leasesFrom;
  }

  /** Keeps an entry that a READ or a STORE sent at `confirmedAt` confirmed; a late reply replaces nothing newer. */
  put(id: string, cached: L1Entry): void {
    const present = this.cached?.get(id);
    if (present !== undefined && present.confirmedAt >= cached.confirmedAt) return;
    this.cached?.set(id, cached);
  }

  /** Returns and keeps the entry in the store's reply to a command sent at `sentAt`, if it may be served at `now`. Its lease counts from when all its tokens were confirmed. */
  take({ address, generation }: CacheCall, found: Found, sentAt: number, now: number): Entry | null {
    const stored = currentEntry(found, generation, now);
    if (stored === null) return null;
    if (this.cached !== undefined) {
      const confirmedAt = Math.min(sentAt, found.wideSentAt ?? sentAt);
      this.put(address.id, { ...stored, generation, confirmedAt, readAt: sentAt });
    }
    return stored.entry;
  }

  /** Ends every lease of a command sent until `now`, so that this process no longer serves what it has just forgotten. */
  endLeases(now: number): void {
    this.leasesFrom = now;
  }

  /** Lets the next read of one entry ask the store, by a command that is sent after this call. */
  endLease(id: string): void {
    const cached = this.cached?.peek(id);
    if (cached === undefined) return;
    cached.confirmedAt = Number.NEGATIVE_INFINITY;
    cached.pending = undefined;
  }

  clear(): void {
    this.cached?.clear();
  }
}

/** Bytes of a body's text on the heap: two a character as soon as one of them needs two. */
function heapBytes({ body: { text }, byteLength }: Entry): number {
  return byteLength === text.length ? text.length : 2 * text.length;
}
