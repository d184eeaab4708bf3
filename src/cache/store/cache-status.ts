/** Why reads go past the cache, and since when. */
export interface Suspension {
  readonly since: number;
  readonly reasons: readonly string[];
}

/** The cache's state for the rest of the application; cheap enough to read on every request. */
export abstract class CacheStatus {
  /** `redis` shared by all instances, `memory` of this process alone, or `off`: every read is a load. */
  abstract readonly mode: 'redis' | 'memory' | 'off';
  /** Whether reads are served from the cache at this moment. */
  abstract readonly available: boolean;
  abstract readonly suspended: Suspension | null;
}
