import { Injectable } from '@nestjs/common';
import { ReservedConnections } from '../database/reserved.connections.js';
import { Batcher } from '../database/batcher.js';
import {
  barberShard,
  businessShard,
  DEFAULT_LOCATION_SHARD,
  locationShard,
  userShard,
} from './tags.cache.js';

/** Whose cached answers a change may concern. */
export type Place =
  /** Asked of the barber alone, or of a location that he is at now or was at (`locationIds`). */
  | { readonly of: 'barber'; readonly id: number; readonly locationIds: readonly number[] }
  /** Asked of the location, or of one of its barbers alone. */
  | { readonly of: 'location'; readonly id: number }
  /** The business's own, and its locations'. */
  | { readonly of: 'business'; readonly id: number }
  | { readonly of: 'user'; readonly id: number }
  /** All locations and all barbers. */
  | { readonly of: 'everybody' };

interface Row extends Record<string, unknown> {
  readonly businessId: number | null;
  readonly locationId: number;
  readonly barberId: number | null;
}

/** Knows in which shards of the cache a place's answers live. */
@Injectable()
export class CacheShards {
  private readonly rows = new Batcher<readonly Place[], Row[]>(async (asked) => {
    const rows = await this.rowsOf(asked.flat());
    return asked.map(() => rows);
  });

  constructor(private readonly reserved: ReservedConnections) {}

  /**
   * The shards of each place, in order. To be asked after the change's COMMIT: who comes to a place later
   * forgets by himself what was cached there before. Who has left a place belongs to it until that is published: the answers
   * from before are still there, and this change is not in them (ADR 0002). One statement for all who ask
   * meanwhile, or none for users alone.
   */
  async of(places: readonly Place[]): Promise<string[][]> {
    const rows = places.every(({ of }) => of === 'user') ? [] : await this.rows.request(places);
    return places.map((place) => [...new Set(shardsOf(place, rows))]);
  }

  private async rowsOf(places: readonly Place[]): Promise<Row[]> {
    const ids = (of: Place['of']) =>
      places.flatMap((place) => (place.of === of && 'id' in place ? [place.id] : []));
    const isEverybody = places.some(({ of }) => of === 'everybody');
    // An import may remove a location before its barbers: whoever is left is found all the same.
    return this.reserved.query<Row>(
      `WITH moved AS MATERIALIZED (
         SELECT relation, (before->>'id')::int AS id, (before->>'location_id')::int AS location_id,
           (before->>'business_id')::int AS business_id
         -- @mutant left-place-not-forgotten
         FROM outbox WHERE done_at IS NULL AND relation IN ('barbers', 'locations') AND before IS NOT NULL
       ), l AS NOT MATERIALIZED (
         SELECT id, business_id FROM locations
         UNION ALL SELECT id, business_id FROM moved WHERE relation = 'locations'
       ), b AS NOT MATERIALIZED (
         SELECT id, location_id FROM barbers
         UNION ALL SELECT id, location_id FROM moved WHERE relation = 'barbers'
       )
       SELECT l.business_id AS "businessId", l.id AS "locationId", b.id AS "barberId"
       FROM l LEFT JOIN b ON b.location_id = l.id
       WHERE $1 OR l.id = ANY ($2) OR l.business_id = ANY ($3)
       UNION
       SELECT l.business_id, b.location_id, b.id
       FROM b LEFT JOIN l ON l.id = b.location_id
       WHERE $1 OR b.location_id = ANY ($2) OR b.id = ANY ($4)`,
      [isEverybody, ids('location'), ids('business'), ids('barber')],
    );
  }
}

function shardsOf(place: Place, rows: readonly Row[]): string[] {
  if (place.of === 'user') return [userShard(place.id)];
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
