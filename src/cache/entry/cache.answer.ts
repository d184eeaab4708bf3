import type { Entry } from './entry.js';

/** How a read was answered, in the terms of `Cache-Status` (RFC 9211). */
export interface ReadStatus {
  /** `hit`: from the cache. `miss`: loaded by this read. `collapsed`: loaded by another that was under way. `bypass`: past the cache. */
  readonly result: 'hit' | 'miss' | 'collapsed' | 'bypass';
  /** Where a hit came from; `load` for everything else. */
  readonly tier: 'l1' | 'redis' | 'memory' | 'load';
  /** Of a miss: what was loaded has been sent to the store. */
  readonly isStored?: boolean;
  /** Why the cache was bypassed; `slow`: it had cost this request what it may. */
  readonly detail?: 'off' | 'starting' | 'suspended' | 'slow';
}

const BEST_TO_WORST: readonly ReadStatus['result'][] = ['hit', 'collapsed', 'bypass', 'miss'];

/** Of two reads that made one answer, the one that says more about how it came about; of two hits the one that ends first. */
export function worstOf(one: CacheAnswer, other: CacheAnswer): CacheAnswer {
  const worse =
    BEST_TO_WORST.indexOf(other.status.result) - BEST_TO_WORST.indexOf(one.status.result) ||
    one.entry.validUntil - other.entry.validUntil;
  return worse > 0 ? other : one;
}

/** A read's answer with what HTTP sends of it. `entry.value` is parsed when it is first asked for. */
export interface CacheAnswer<Value = unknown> {
  readonly entry: Entry<Value>;
  readonly status: ReadStatus;
  /** Epoch ms at which the read began. */
  readonly readOn: number;
}
