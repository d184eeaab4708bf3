import { Injectable } from '@nestjs/common';
import { CachedResult } from '../../cache/read/cached-result.js';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { isUncached, limitValidity } from '../../cache/read/load-scope.js';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { Database } from '../../database/database.js';
import { defaultLocationRegion } from './default-location.cache.js';
import { FIRST_LOCATION } from './first-location.sql.js';

/** The places that a question may name. */
interface Places {
  readonly locationId?: number | undefined;
  readonly barberId?: number | undefined;
}

/**
 * Lets a question that names no place share the entries of the location that it means. So what other locations change makes no such
 * answer invalid. Both reads are current when they are made (S1): which location it is, and what is answered about it.
 */
@Injectable()
export class DefaultLocation {
  private readonly copies = new WeakMap<Places, Places>();

  constructor(
    private readonly database: Database,
    private readonly cache: CacheStatus,
  ) {}

  /** `null` while there is no location. One statement. */
  @Cacheable(defaultLocationRegion)
  async find(): Promise<{ readonly id: number | null }> {
    const [row] = await this.database.prepared<{ id: number | null }>(`SELECT ${FIRST_LOCATION} AS id`);
    return { id: row?.id ?? null };
  }

  /**
   * What `read` answers about the default location. Past the cache, `read` gets `undefined` and finds the location in its own statement.
   */
  read<Answer>(read: (locationId: number | undefined) => Promise<Answer>): Promise<Answer> {
    if (isUncached() || !this.cache.available) return read(undefined);
    const found = this.find();
    if (!(found instanceof CachedResult)) return read(undefined);
    return (found as CachedResult<{ readonly id: number | null }>).followedBy(({ entry }) =>
      read(entry.value.id ?? undefined),
    );
  }

  /** {@link read} for a query, unless it names a place. */
  readFor<Query extends Places, Answer>(
    query: Query,
    read: (query: Query) => Promise<Answer>,
  ): Promise<Answer> {
    if (namesPlace(query)) return read(query);
    return this.read((locationId) => read(locationId === undefined ? query : this.at(query, locationId)));
  }

  /** The queries, which differ in their dates alone, at the default location if they name no place. */
  async allAt<Query extends Places>(queries: readonly Query[]): Promise<readonly Query[]> {
    const [first] = queries;
    if (first === undefined || namesPlace(first) || isUncached() || !this.cache.available) return queries;
    const { id } = await this.find();
    return id === null ? queries : queries.map((query) => this.at(query, id));
  }

  /** The same frozen object for the same query, so that its address is computed once. */
  private at<Query extends Places>(query: Query, locationId: number): Query {
    const known = this.copies.get(query) as Query | undefined;
    if (known?.locationId === locationId) return known;
    const placed = Object.freeze({ ...query, locationId });
    if (Object.isFrozen(query)) this.copies.set(query, placed);
    return placed;
  }
}

/** Call inside a load: an answer to a question that names no place is not kept, since no change would forget it. */
export function keepOnlyWithPlace(query: Places): void {
  // @mutant answer-without-place-kept
  if (!namesPlace(query)) limitValidity(0);
}

function namesPlace({ locationId, barberId }: Places): boolean {
  return locationId !== undefined || barberId !== undefined;
}
