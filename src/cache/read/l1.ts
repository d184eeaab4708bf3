import { LRUCache } from 'lru-cache';
import type { CacheCall } from '../entry/cache.call.js';
import { currentEntry, type Found } from '../entry/current-entry.js';
import type { Entry } from '../entry/entry.js';
import { LEASE_MS } from '../entry/protocol.constants.js';

/** A question to the store whether stamps are still right. */
export interface Question {
  readonly sentAt: number;
  /** Those that are right, with their new lease. */
  readonly confirmed: Promise<ReadonlySet<Kept>>;
}

/** A value in this process, and the stamp it was last known to be right under. */
export interface Kept {
  readonly entry: Entry;
  readonly stamp: string;
  /** The generation that the stamp contains. */
  readonly generation: string;
  /** When the command that confirmed the stamp was sent, on `performance.now()`. */
  confirmedAt: number;
  /** When the last read that it served began, on the same clock. */
  readAt: number;
  /** The store has said that the stamp is not right any more. */
  isDead?: boolean;
  /** The last one about it, while it is under way. */
  asked?: Question | undefined;
}

/** The parsed value costs about as much again as twice its text, the objects around it a few hundred bytes (measured). */
const VALUE_FACTOR = 3;
const OVERHEAD_BYTES = 600;

/**
 * Values in the process, parsed and frozen, up to a number of bytes. One may be served for one lease after it was
 * confirmed (rule 10); after that it only spares the transfer and the parsing, once its stamp is confirmed again.
 */
export class L1 {
  private readonly kept: LRUCache<string, Kept> | undefined;
  private leasesFrom = Number.NEGATIVE_INFINITY;

  /**
   * @param maxBytes 0: keeps nothing. Each value counts as if it were parsed, which those that are only sent are not: the
   * heap grows by this at most, give or take a tenth.
   */
  constructor(readonly maxBytes: number) {
    if (maxBytes === 0) return;
    this.kept = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ entry }, id) => heapBytes(entry) * VALUE_FACTOR + id.length + OVERHEAD_BYTES,
    });
  }

  get entries(): number {
    return this.kept?.size ?? 0;
  }

  get bytes(): number {
    return this.kept?.calculatedSize ?? 0;
  }

  get(id: string): Kept | undefined {
    return this.kept?.get(id);
  }

  /** Whether it may be served without asking the store. */
  isLeased(kept: Kept, now: number): boolean {
    // @mutant lease-too-long, serves-five-seconds
    return now - kept.confirmedAt < LEASE_MS && kept.confirmedAt > this.leasesFrom;
  }

  /** Keeps what a READ or a STORE sent at `confirmedAt` said to be right; an answer that came late replaces nothing newer. */
  put(id: string, kept: Kept): void {
    const present = this.kept?.get(id);
    if (present !== undefined && present.confirmedAt >= kept.confirmedAt) return;
    this.kept?.set(id, kept);
  }

  /** The entry in the store's answer to a command sent at `sentAt`, if it may be served at `now`; it is kept. */
  take({ address, generation }: CacheCall, found: Found, sentAt: number, now: number): Entry | null {
    const stored = currentEntry(found, generation, now);
    if (stored === null) return null;
    if (this.kept !== undefined)
      this.put(address.id, { ...stored, generation, confirmedAt: sentAt, readAt: sentAt });
    return stored.entry;
  }

  /** Ends every lease that a command sent until `now` has given: what was forgotten here is not served here any more. */
  endLeases(now: number): void {
    this.leasesFrom = now;
  }

  clear(): void {
    this.kept?.clear();
  }
}

/** Bytes of a body's text on the heap: two a character as soon as one of them needs two. */
function heapBytes({ body: { text }, byteLength }: Entry): number {
  return byteLength === text.length ? text.length : 2 * text.length;
}
