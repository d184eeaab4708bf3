import type { Region } from '../cache/entry/region.js';
import type { DomainEventName, DomainEvents } from '../events/domain-events.js';
import type { TranslateTables } from '../events/outbox.translation.js';
import { namedShards, type ShardLookup } from './shard-lookup.js';

/** Tags to forget, in every shard in which answers about the place are stored. */
export interface Stale<Place> {
  readonly place: Place;
  readonly tags: readonly string[];
}

/**
 * What a module declares about its cached answers and the tables behind them. Everything in it is pure, but for the SQL of
 * `shards`.
 */
interface DomainDeclaration<Name extends DomainEventName, Place> {
  /** As in error messages, such as `products`. */
  readonly name: string;
  /** The regions of the module's `@Cacheable` methods. */
  readonly regions?: readonly Region<never[]>[];
  /** What a changed row of each table with an outbox trigger amounts to: events that `forgets` has a line for. */
  readonly tables?: TranslateTables<NoInfer<Name>>;
  /** Where answers about the places in `forgets` are stored. Not needed without events. */
  readonly shards?: ShardLookup<Place>;
  /** What each event makes stale. */
  readonly forgets?: {
    readonly [Each in Name]: (payload: DomainEvents[Each]) => readonly Stale<Place>[];
  };
}

/** A declaration whose parts fit together, whatever its events and places are. */
export interface Domain {
  readonly name: string;
  readonly regions: readonly Region<never[]>[];
  readonly tables: TranslateTables;
  readonly shards: ShardLookup<unknown>;
  readonly forgets: Readonly<Record<string, (payload: never) => readonly Stale<unknown>[]>>;
}

/** Declares a domain; a table that makes an event without a line in `forgets` does not compile. */
export function defineDomain<Name extends DomainEventName, const Place>(
  declaration: DomainDeclaration<Name, Place>,
): Domain {
  return Object.freeze({ regions: [], tables: {}, shards: namedShards, forgets: {}, ...declaration });
}
