import type { TagRef } from '../cache/entry/region.js';

/** Rows of one parameterised statement. */
export type Query = <Row extends Record<string, unknown>>(
  sql: string,
  parameters?: readonly unknown[],
) => Promise<Row[]>;

/** Where answers about a place are stored. */
export interface PlaceShards {
  readonly shards: readonly string[];
  /** Tags that are forgotten instead of those named, for answers that are in too many shards, or in unknown shards (rule 30). */
  readonly wide?: readonly TagRef[];
}

/**
 * Finds the cache shards in which a domain's answers about a place are stored: a place is whatever the domain's events are
 * about, such as a location or a user. Stateless, and declared once per domain.
 */
export interface ShardLookup<Place> {
  /**
   * The shards of each place, in order; one statement for all of them, or none. Called after COMMIT, so it sees the state
   * after the change. An answer from before the change may be stored where the place was until then: a lookup that reads
   * places from tables must also consider their pending outbox rows (ADR 0002).
   */
  shardsOf(this: void, places: readonly Place[], query: Query): Promise<readonly PlaceShards[]>;
}

/** For a domain whose events name their shards directly: a place is the name of a shard. */
export const namedShards: ShardLookup<string> = {
  shardsOf: async (names) => names.map((name) => ({ shards: [name] })),
};
