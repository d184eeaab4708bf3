import type { Stale } from '../../invalidation/domain.js';
import type { PlaceShards, Query, ShardLookup } from '../../invalidation/shard-lookup.js';
import {
  barberShard,
  businessShard,
  CHAIN_SHARD,
  EVERYBODY,
  isOfPlace,
  locationShard,
  tagsOfAppointments,
  tagsOfDays,
} from '../tags.cache.js';

/** A part of the shop that a change may concern, with the cached answers about it. */
export type ShopPlace =
  /** Answers about the barber alone, or about a location where the barber works or worked (`locationIds`). */
  | { readonly of: 'barber'; readonly id: number; readonly locationIds: readonly number[] }
  /** Answers about the barber that no location has. */
  | { readonly of: 'barber-alone'; readonly id: number }
  /** Answers about the location, or about one of its barbers alone. */
  | { readonly of: 'location'; readonly id: number }
  /** The business's own answers, and those of its locations. */
  | { readonly of: 'business'; readonly id: number }
  /** Lists of the whole chain. */
  | { readonly of: 'chain' }
  /** All locations and all barbers. */
  | { readonly of: 'everybody' };

/** What appointments of a barber on these UTC days can change: answers of the barber and of the locations, and those of the barber alone. */
export function staleByAppointments(
  id: number,
  locationIds: readonly number[],
  days: readonly string[],
): Stale<ShopPlace>[] {
  return [
    { place: { of: 'barber', id, locationIds }, tags: tagsOfDays(id, days) },
    { place: { of: 'barber-alone', id }, tags: tagsOfAppointments(id, days) },
  ];
}

/** Of a barber or location that is asked for, or of a business that is: then also of a location without barbers. */
interface Row extends Record<string, unknown> {
  readonly businessId: number | null;
  readonly locationId: number;
  readonly barberId: number | null;
}

/** From so many shards on, forgetting the chain's tag costs everybody less than naming them. */
const MOST_SHARDS = 500;

/**
 * Shards of the shop's places, from the tables after the change. A barber who comes to a location later publishes that move,
 * which forgets what was cached there before. A barber who has left a location still counts as there until the move has
 * been published: the location's answers may be from before it, and this change is not in them (ADR 0002). So does a location that has
 * left a business. What concerns everybody or very many of them forgets the tag that all of their answers depend on (ADR 0027).
 */
export const shopPlaces: ShardLookup<ShopPlace> = {
  async shardsOf(places, query) {
    const { rows, isAnywhere } = await rowsOf(places, query);
    // Many changes of one batch are often about the same place.
    const known = new Map<string, PlaceShards>();
    const found = places.map((place) => {
      const key = JSON.stringify(place);
      const shards = known.get(key) ?? shardsOf(place, rows);
      known.set(key, shards);
      return shards;
    });
    const count = new Set([...known.values()].flatMap(({ shards }) => shards)).size;
    // A bulk change or a TRUNCATE leaves no images: anything may have been anywhere.
    // @mutant unknown-places-not-forgotten
    if (isAnywhere || rows.length > MOST_SHARDS || count > MOST_SHARDS) return found.map(withEverybody);
    return found;
  },
};

/** In place of all shards of locations and barbers, the tag that everything in them depends on. */
function withEverybody({ shards, wide = [] }: PlaceShards): PlaceShards {
  return { shards: shards.filter((shard) => !isOfPlace(shard)), wide: [...wide, EVERYBODY] };
}

async function rowsOf(places: readonly ShopPlace[], query: Query) {
  const ids = (of: ShopPlace['of']) =>
    places.flatMap((place) => (place.of === of && 'id' in place ? [place.id] : []));
  // More than can be named are not read. Barbers of a location that an import has deleted are found all the same.
  const found = await query<{ isAnywhere: boolean } & (Row | { locationId: null })>(
    `WITH unpublished AS MATERIALIZED (
       SELECT relation, before, after FROM outbox_unpublished()
     ), moved AS MATERIALIZED (
       SELECT (before->>'id')::int AS id, (before->>'location_id')::int AS location_id
       -- @mutant left-place-not-forgotten
       FROM unpublished WHERE relation = 'barbers' AND before IS NOT NULL
     ), b AS NOT MATERIALIZED (
       SELECT id, location_id FROM barbers UNION ALL SELECT id, location_id FROM moved
     ), shops AS (
       SELECT id, business_id FROM locations WHERE business_id = ANY ($3)
       UNION ALL
       SELECT (before->>'id')::int, business_id
       FROM unpublished, LATERAL (SELECT (before->>'business_id')::int AS business_id) AS was
       -- @mutant left-business-not-forgotten
       WHERE relation = 'locations' AND business_id = ANY ($3)
       LIMIT ${MOST_SHARDS + 1}
     ), found AS (
       SELECT NULL::int AS "businessId", location_id AS "locationId", id AS "barberId"
       FROM b WHERE location_id = ANY ($1) OR id = ANY ($2)
       UNION ALL
       SELECT shops.business_id, shops.id, staff.id
       FROM shops LEFT JOIN LATERAL (SELECT id FROM b WHERE location_id = shops.id LIMIT ${MOST_SHARDS + 1}) AS staff ON true
       LIMIT ${MOST_SHARDS + 1}
     )
     SELECT images.*, found.*
     FROM (SELECT count(*) > 0 AS "isAnywhere" FROM unpublished WHERE before IS NULL AND after IS NULL) AS images
     LEFT JOIN found ON true`,
    [ids('location'), ids('barber'), ids('business')],
  );
  return {
    rows: found.filter((row) => row.locationId !== null),
    isAnywhere: found[0]?.isAnywhere === true,
  };
}

function shardsOf(place: ShopPlace, rows: readonly Row[]): PlaceShards {
  switch (place.of) {
    case 'chain':
      return { shards: [CHAIN_SHARD] };
    case 'everybody':
      // @mutant everybody-not-forgotten
      return { shards: [], wide: [EVERYBODY] };
    case 'business': {
      // @mutant business-not-forgotten
      const own = rows.filter(({ businessId }) => businessId === place.id);
      return { shards: [businessShard(place.id), ...new Set(own.flatMap(shardsOfRow))] };
    }
    case 'barber': {
      const present = rows.filter((row) => row.barberId === place.id).map((row) => row.locationId);
      const locations = [...place.locationIds, ...present].map(locationShard);
      return { shards: [...new Set([barberShard(place.id), ...locations])] };
    }
    case 'barber-alone':
      return { shards: [barberShard(place.id)] };
    case 'location': {
      const here = rows.filter(({ locationId }) => locationId === place.id);
      return { shards: [...new Set([locationShard(place.id), ...here.flatMap(shardsOfRow)])] };
    }
  }
}

function shardsOfRow({ locationId, barberId }: Row): string[] {
  return [locationShard(locationId), ...(barberId === null ? [] : [barberShard(barberId)])];
}
