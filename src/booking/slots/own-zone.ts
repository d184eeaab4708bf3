import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { CacheAnswer } from '../../cache/entry/cache.answer.js';
import { CachedResult } from '../../cache/read/cached-result.js';
import { isUncached } from '../../cache/read/load-scope.js';
import { CacheStatus } from '../../cache/store/cache-status.js';
import type { SlotQuery } from './slot.query.js';

/** More places than one process is asked about in the life of an entry. */
const MOST_PLACES = 20_000;

/** A query that names a zone. */
interface ZonedQuery {
  readonly place: string;
  /** The query that names none; frozen. */
  readonly shared: SlotQuery;
  /** How an answer in that zone names it. */
  readonly text: string;
}

/** An answer that names the zone it is in. */
interface Zoned {
  readonly timezone: string;
}

/**
 * Lets a query that names the place's own zone share the entry of the query that names none: browsers send their zone, which
 * for most clients is the shop's.
 *
 * Which zone a place has is remembered from loads, and only says which entry to try. The entry itself names its zone and is
 * current (S1), so a shop that has moved to another zone is never answered in its old one: the query is then read under the
 * zone it names.
 */
@Injectable()
export class OwnZone {
  private readonly zones = new LRUCache<string, string>({ max: MOST_PLACES });
  private readonly known = new WeakMap<SlotQuery, ZonedQuery>();

  constructor(private readonly cache: CacheStatus) {}

  /** Call inside a load with the zone of the place that the query is about. */
  learn(query: SlotQuery, timezone: string): void {
    this.zones.set(placeOf(query), timezone);
  }

  /** The zone of the place that the query is about, as far as it is remembered; the place may have moved since. */
  of(query: SlotQuery): string | undefined {
    return this.zones.get(placeOf(query));
  }

  /** What `read` answers to the query, from the entry without a zone if that is in the zone that the query names. */
  read<Answer extends Zoned>(query: SlotQuery, read: (query: SlotQuery) => Promise<Answer>): Promise<Answer> {
    const { timezone } = query;
    if (timezone === undefined || isUncached() || !this.cache.available) return read(query);
    const own = this.zoned(query, timezone);
    // Of a place that is not known yet, the entry without a zone is likely to be there and has its zone.
    const known = this.zones.get(own.place) ?? timezone;
    if (known !== timezone) return read(query);
    const shared = read(own.shared);
    if (!(shared instanceof CachedResult)) return shared;
    return (shared as CachedResult<Answer>).followedBy((answer) =>
      this.isIn(own, answer) ? shared : read(query),
    );
  }

  /**
   * As {@link read} for queries that differ in their dates alone: all of them are read under the keys without a zone, if all answers
   * are in the zone that they name.
   */
  async readMany<Answer extends Zoned>(
    queries: readonly SlotQuery[],
    read: (queries: readonly SlotQuery[]) => Promise<readonly Answer[]>,
  ): Promise<readonly Answer[]> {
    const [query] = queries as [SlotQuery];
    const { timezone } = query;
    if (timezone === undefined || !this.cache.available) return read(queries);
    if ((this.of(query) ?? timezone) !== timezone) return read(queries);
    const shared = await read(queries.map((each) => this.zoned(each, timezone).shared));
    return shared.every((answer) => answer.timezone === timezone) ? shared : read(queries);
  }

  /** The same object for the same frozen query, so that nothing of it is made twice. */
  private zoned(query: SlotQuery, timezone: string): ZonedQuery {
    let zoned = this.known.get(query);
    if (zoned === undefined) {
      zoned = {
        place: placeOf(query),
        shared: Object.freeze({ ...query, timezone: undefined }),
        text: `"timezone":${JSON.stringify(timezone)}`,
      };
      if (Object.isFrozen(query)) this.known.set(query, zoned);
    }
    return zoned;
  }

  private isIn<Answer extends Zoned>({ place, text }: ZonedQuery, { entry }: CacheAnswer<Answer>): boolean {
    // A hit is not parsed: its text names the zone once, near its beginning.
    if (entry.body.isJson && entry.body.text.includes(text)) return true;
    this.zones.set(place, entry.value.timezone);
    return false;
  }
}

function placeOf({ locationId, barberId }: SlotQuery): string {
  return locationId === undefined ? `barber ${barberId ?? 'none'}` : `location ${locationId}`;
}
