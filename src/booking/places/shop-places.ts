import type { Query, ShardLookup } from '../../invalidation/shard-lookup.js';
import {
  barberShard,
  businessShard,
  CHAIN_SHARD,
  DEFAULT_LOCATION_SHARD,
  locationShard,
} from '../tags.cache.js';

/** A part of the shop that a change may concern, with the cached answers about it. */
export type ShopPlace =
  /** Answers about the barber alone, or about a location where the barber works or worked (`locationIds`). */
  | { readonly of: 'barber'; readonly id: number; readonly locationIds: readonly number[] }
  /** Answers about the location, or about one of its barbers alone. */
  | { readonly of: 'location'; readonly id: number }
  /** The business's own answers, and those of its locations. */
  | { readonly of: 'business'; readonly id: number }
  /** Lists of the whole chain. */
  | { readonly of: 'chain' }
  /** All locations and all barbers. */
  | { readonly of: 'everybody' };

interface Row extends Record<string, unknown> {
  readonly businessId: number | null;
  readonly locationId: number;
  readonly barberId: number | null;
}

/**
 * Shards of the shop's places, from the tables after the change. A barber who comes to a location later publishes that move,
 * which forgets what was cached there before. A barber who has left a location still counts as there until the move has
 * been published: the location's answers may be from before it, and this change is not in them (ADR 0002).
 */
export const shopPlaces: ShardLookup<ShopPlace> = {
  async shardsOf(places, query) {
    const { rows, isAnywhere } = await rowsOf(places, query);
    // A bulk change or a TRUNCATE leaves no images: anything may have been anywhere.
    const others = isAnywhere ? everyShard((await rowsOf([{ of: 'everybody' }], query)).rows) : [];
    // Many changes of one batch are often about the same place.
    const known = new Map<string, readonly string[]>();
    return places.map((place) => {
      const key = JSON.stringify(place);
      const shards = known.get(key) ?? [...new Set([...shardsOf(place, rows), ...others])];
      known.set(key, shards);
      return shards;
    });
  },
};

async function rowsOf(places: readonly ShopPlace[], query: Query) {
  const ids = (of: ShopPlace['of']) =>
    places.flatMap((place) => (place.of === of && 'id' in place ? [place.id] : []));
  const isEverybody = places.some(({ of }) => of === 'everybody');
  // An import may delete a location before its barbers: barbers without a location are found all the same.
  const found = await query<{ isAnywhere: boolean } & (Row | { locationId: null })>(
    `WITH unpublished AS MATERIALIZED (
       SELECT relation, before, after FROM outbox_unpublished()
     ), moved AS MATERIALIZED (
       SELECT relation, (before->>'id')::int AS id, (before->>'location_id')::int AS location_id,
         (before->>'business_id')::int AS business_id
       -- @mutant left-place-not-forgotten
       FROM unpublished WHERE relation IN ('barbers', 'locations') AND before IS NOT NULL
     ), l AS NOT MATERIALIZED (
       SELECT id, business_id FROM locations
       UNION ALL SELECT id, business_id FROM moved WHERE relation = 'locations'
     ), b AS NOT MATERIALIZED (
       SELECT id, location_id FROM barbers
       UNION ALL SELECT id, location_id FROM moved WHERE relation = 'barbers'
     ), found AS (
       SELECT l.business_id AS "businessId", l.id AS "locationId", b.id AS "barberId"
       FROM l LEFT JOIN b ON b.location_id = l.id
       WHERE $1 OR l.id = ANY ($2) OR l.business_id = ANY ($3)
       UNION
       SELECT l.business_id, b.location_id, b.id
       FROM b LEFT JOIN l ON l.id = b.location_id
       WHERE $1 OR b.location_id = ANY ($2) OR b.id = ANY ($4)
     )
     SELECT images.*, found.*
     FROM (SELECT count(*) > 0 AS "isAnywhere" FROM unpublished WHERE before IS NULL AND after IS NULL) AS images
     LEFT JOIN found ON true`,
    [isEverybody, ids('location'), ids('business'), ids('barber')],
  );
  return {
    rows: found.filter((row) => row.locationId !== null),
    isAnywhere: found[0]?.isAnywhere === true,
  };
}

function shardsOf(place: ShopPlace, rows: readonly Row[]): string[] {
  if (place.of === 'chain') return [CHAIN_SHARD];
  if (place.of === 'everybody') return [DEFAULT_LOCATION_SHARD, ...everyShard(rows)];
  if (place.of === 'barber') {
    const present = rows.filter((row) => row.barberId === place.id).map((row) => row.locationId);
    const locations = [...place.locationIds, ...present].map(locationShard);
    return [barberShard(place.id), DEFAULT_LOCATION_SHARD, ...locations];
  }
  const own = place.of === 'location' ? locationShard(place.id) : businessShard(place.id);
  const here = rows.filter((row) => place.id === (place.of === 'location' ? row.locationId : row.businessId));
  return [own, DEFAULT_LOCATION_SHARD, ...everyShard(here)];
}

function everyShard(rows: readonly Row[]): string[] {
  return rows.flatMap(({ locationId, barberId }) => [
    locationShard(locationId),
    ...(barberId === null ? [] : [barberShard(barberId)]),
  ]);
}
