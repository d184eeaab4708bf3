import type { Entry } from './entry.js';

/** How a read was answered, in the terms of `Cache-Status` (RFC 9211). */
export interface ReadStatus {
  /** `hit`: from the cache. `miss`: loaded by this read. `collapsed`: loaded by another that was under way. `bypass`: past the cache. */
  readonly result: 'hit' | 'miss' | 'collapsed' | 'bypass';
  /** Where a hit came from; `load` for everything else. */
  readonly tier: 'l1' | 'redis' | 'memory' | 'load';
  /** Why the cache was bypassed; `slow`: it had cost this request what it may. */
  readonly detail?: 'off' | 'starting' | 'suspended' | 'slow';
}

/** A read's answer with what HTTP sends of it. `entry.value` is parsed when it is first asked for. */
export interface CacheAnswer<Value = unknown> {
  readonly entry: Entry<Value>;
  readonly status: ReadStatus;
  /** Epoch ms at which the read began. */
  readonly readOn: number;
}
