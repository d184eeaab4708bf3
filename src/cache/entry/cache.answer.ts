import type { Entry } from './entry.js';
import { UncacheableEntry } from './uncacheable.entry.js';

/** How a read was answered, for the `Cache-Status` header (RFC 9211) and the metrics. */
export interface ReadStatus {
  /** `hit`: from the cache. `miss`: loaded by this read. `collapsed`: joined an in-flight load. `bypass`: past the cache. */
  readonly result: 'hit' | 'miss' | 'collapsed' | 'bypass';
  /** Where a hit came from; `load` for everything else. */
  readonly tier: 'l1' | 'redis' | 'memory' | 'load';
  /** For a miss: whether the loaded entry was sent to the store. */
  readonly isStored?: boolean;
  /**
   * Why the cache was bypassed; `slow`: the request had waited for the store as long as it may; `uncacheable-key`,
   * `uncacheable-value`: the store cannot hold it (rule 17).
   */
  readonly detail?: 'off' | 'starting' | 'suspended' | 'slow' | 'uncacheable-key' | 'uncacheable-value';
}

const BEST_TO_WORST: readonly ReadStatus['result'][] = ['hit', 'collapsed', 'bypass', 'miss'];

/** Picks the less favourable of two reads to report; of two hits, the one that expires first. */
export function worstOf(one: CacheAnswer, other: CacheAnswer): CacheAnswer {
  const worse =
    BEST_TO_WORST.indexOf(other.status.result) - BEST_TO_WORST.indexOf(one.status.result) ||
    one.entry.validUntil - other.entry.validUntil;
  return worse > 0 ? other : one;
}

/** A read's result with what HTTP needs to send it. `entry.value` is parsed at its first use. */
export interface CacheAnswer<Value = unknown> {
  readonly entry: Entry<Value>;
  readonly status: ReadStatus;
  /** Epoch ms at which the read began. */
  readonly readOn: number;
}

/** The entry of a finished load. */
export interface LoadResult {
  readonly entry: Entry;
  /** Whether this process loaded it. */
  readonly loadedHere: boolean;
  /** If so, whether it was sent to the store. */
  readonly isStored?: boolean;
}

/** One object for all hits of a tier: a hit pays for each that is made. */
const HITS = {
  l1: { result: 'hit', tier: 'l1' },
  redis: { result: 'hit', tier: 'redis' },
  memory: { result: 'hit', tier: 'memory' },
} as const;

/** @param readOn see {@link CacheAnswer} */
export function hitFrom(tier: keyof typeof HITS, readOn: number, entry: Entry): CacheAnswer {
  return { entry, status: HITS[tier], readOn };
}

/** @param readOn see {@link CacheAnswer} */
export function loadedFrom(readOn: number, { entry, loadedHere, isStored = false }: LoadResult): CacheAnswer {
  return { entry, status: statusOf(entry, loadedHere, isStored), readOn };
}

function statusOf(entry: Entry, loadedHere: boolean, isStored: boolean): ReadStatus {
  if (entry instanceof UncacheableEntry)
    return { result: 'bypass', tier: 'load', detail: 'uncacheable-value' };
  return loadedHere ? { result: 'miss', tier: 'load', isStored } : { result: 'collapsed', tier: 'load' };
}
