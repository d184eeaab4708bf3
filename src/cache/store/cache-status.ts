import type { Denial } from './denials.js';

/** Why reads go past the cache, and since when. */
export interface Suspension {
  readonly since: number;
  readonly reasons: readonly string[];
}

/** State of the cache, for other rooms; cheap enough for every request. */
export abstract class CacheStatus {
  /** `redis` shared by all instances, `memory` of this process alone, or `off`: every read is a load. */
  abstract readonly mode: 'redis' | 'memory' | 'off';
  /** Whether reads use the cache at this moment. */
  abstract readonly available: boolean;
  /** Why this instance may not cache, if it may not. */
  abstract readonly denial: Denial | undefined;
  abstract readonly suspended: Suspension | null;
}
