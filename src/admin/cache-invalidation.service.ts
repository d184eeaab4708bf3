import { Injectable } from '@nestjs/common';
import { type Place, CacheShards } from '../booking/shards.cache.js';
import {
  anyDayTag,
  anywhereOnEarth,
  BOOKING_SETTINGS,
  BUSINESS_HOURS,
  dayTag,
  RULES,
  utcDays,
  type Who,
  whoTag,
} from '../booking/tags.cache.js';
import { Cache } from '../cache/cache.js';
import type { TagRef } from '../cache/entry/region.js';
import { OperatorDatabase } from './operator.database.js';
import { BarberSelection } from './barber-selection.js';

export interface Invalidation {
  readonly message: string;
  readonly invalidated: { readonly tags: number; readonly regions: readonly string[] };
}

interface Stale {
  readonly place: Place;
  readonly tags: readonly string[];
}

export interface DateRange {
  readonly startDate: string;
  readonly endDate: string;
  readonly locationId?: number | undefined;
  readonly barberId?: number | undefined;
}

const SLOT_REGIONS = ['available slots', 'next available', 'barber schedule'];
const BARBER_REGIONS = [...SLOT_REGIONS, 'barber availability', 'appointment conflicts'];
const DAY_REGIONS = [...SLOT_REGIONS, 'appointment conflicts'];
const SETTINGS_REGIONS = ['booking settings', 'business hours', ...SLOT_REGIONS];

/** Forgets by hand what nothing has changed: tags, as events do; never by searching for keys. */
@Injectable()
export class CacheInvalidation {
  constructor(
    private readonly cache: Cache,
    private readonly shards: CacheShards,
    private readonly database: OperatorDatabase,
    private readonly barberSelection: BarberSelection,
  ) {}

  /** Every list of slots and every next available slot. */
  async allSlots(): Promise<Invalidation> {
    return this.forget('All slots', SLOT_REGIONS, [{ place: { of: 'everybody' }, tags: [RULES] }]);
  }

  /** Whatever is cached about a barber. @throws Problem `not-found` */
  async barber(barberId: number): Promise<Invalidation> {
    return this.forget(`Barber ${barberId}`, BARBER_REGIONS, [await this.everyDayOf(barberId)]);
  }

  /**
   * What is cached about some dates, in whatever zone they were asked for: of a barber, a location, or everybody.
   * @throws Problem `not-found` for a barber or a location that is not there, or a barber who works elsewhere
   */
  async dateRange({ startDate, endDate, locationId, barberId }: DateRange): Promise<Invalidation> {
    const days = utcDays(anywhereOnEarth(startDate, endDate));
    const tagsOf = (who: Who) => [anyDayTag(who), ...days.map((day) => dayTag(who, day))];
    const barberIds = barberId === undefined ? undefined : [barberId];
    const barbers = await this.barberSelection.find({ locationId, barberIds });
    const stale = barbers.map(({ id }): Stale => {
      return {
        place: { of: 'barber', id, locationIds: [] },
        tags: [id, undefined].flatMap((who) => tagsOf(who)),
      };
    });
    // A location has answers of its own, also while nobody works there.
    const where: Place = locationId === undefined ? { of: 'everybody' } : { of: 'location', id: locationId };
    if (barberId === undefined) stale.push({ place: where, tags: tagsOf(undefined) });
    return this.forget(`${startDate} to ${endDate}`, DAY_REGIONS, stale);
  }

  /** Booking settings and business hours of all businesses, and the slots that rest on them. */
  async businessSettings(): Promise<Invalidation> {
    const businesses = await this.database.query<{ id: number }>('SELECT id FROM businesses');
    const tags = [RULES, BOOKING_SETTINGS, BUSINESS_HOURS];
    const places: Place[] = [
      { of: 'everybody' },
      ...businesses.map(({ id }): Place => ({ of: 'business', id })),
    ];
    return this.forget(
      'Business settings',
      SETTINGS_REGIONS,
      places.map((place) => ({ place, tags })),
    );
  }

  private async everyDayOf(barberId: number): Promise<Stale> {
    await this.barberSelection.find({ barberIds: [barberId] });
    return {
      place: { of: 'barber', id: barberId, locationIds: [] },
      tags: [whoTag(barberId), whoTag(undefined)],
    };
  }

  private async forget(
    what: string,
    regions: readonly string[],
    stale: readonly Stale[],
  ): Promise<Invalidation> {
    const shards = await this.shards.of(stale.map(({ place }) => place));
    const tags = new Map<string, TagRef>();
    for (const [index, { tags: names }] of stale.entries()) {
      for (const shard of shards[index] ?? []) {
        for (const tag of names) tags.set(`${shard} ${tag}`, { shard, tag });
      }
    }
    const { accepted, repliedAt } = await this.cache.forget([...tags.values()]);
    if (!accepted) {
      await this.leaveToRelay();
      return {
        message: `${what}: the store does not answer. Reads bypass the cache, and everything is forgotten when it is back.`,
        invalidated: { tags: 0, regions },
      };
    }
    await this.cache.awaitLease(repliedAt);
    return { message: `${what}: forgotten.`, invalidated: { tags: tags.size, regions } };
  }

  /** A row that names no table of ours means "forget everything" to the relays of all instances. */
  private async leaveToRelay(): Promise<void> {
    await this.database.query(
      `WITH row AS (INSERT INTO outbox (relation, operation) VALUES ('by hand', 'FORGET'))
       SELECT pg_notify('outbox', '')`,
    );
  }
}
