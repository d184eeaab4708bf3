import { Injectable } from '@nestjs/common';
import { shopPlaces, type ShopPlace, staleByAppointments } from '../booking/places/shop-places.js';
import {
  anyDayTag,
  anywhereOnEarth,
  BARBERS,
  BOOKING_SETTINGS,
  dayTag,
  RULES,
  tagsOfBarber,
  utcDays,
} from '../booking/tags.cache.js';
import { Cache } from '../cache/cache.js';
import { CacheGeneration } from '../events/cache-generation.js';
import type { Stale } from '../invalidation/domain.js';
import { InvalidationService, TooMuchToForget } from '../invalidation/invalidation.service.js';
import { Database } from '../database/database.js';
import { OPERATOR_TIMEOUT } from './operator-timeout.js';
import { BarberSelection } from './barber-selection.js';
import type { InvalidationDto } from './invalidation.dto.js';

export interface DateRange {
  readonly startDate: string;
  readonly endDate: string;
  readonly locationId?: number | undefined;
  readonly barberId?: number | undefined;
}

const SLOT_REGIONS = ['available slots', 'next available', 'barber schedule'];
const BARBER_REGIONS = [...SLOT_REGIONS, 'barber availability', 'appointment conflicts'];
const DAY_REGIONS = [...SLOT_REGIONS, 'appointment conflicts'];
const PLACE_REGIONS = [...BARBER_REGIONS, 'business hours', 'barbers', 'barber', 'location'];

/**
 * Invalidation on an operator's request. It forgets tags, as events do, and never searches for keys. A dry run only counts the tags.
 */
@Injectable()
export class CacheInvalidation {
  constructor(
    private readonly cache: Cache,
    private readonly invalidation: InvalidationService,
    private readonly generation: CacheGeneration,
    private readonly database: Database,
    private readonly barberSelection: BarberSelection,
  ) {}

  /** Every list of slots and every next available slot. Whatever else is about places goes with them. */
  async allSlots(dryRun: boolean): Promise<InvalidationDto> {
    return this.forget('All slots', PLACE_REGIONS, [{ place: { of: 'everybody' }, tags: [RULES] }], dryRun);
  }

  /** Everything that is cached about a barber. @throws Problem `not-found` */
  async barber(barberId: number, dryRun: boolean): Promise<InvalidationDto> {
    await this.barberSelection.find({ barberIds: [barberId] });
    const stale: Stale<ShopPlace>[] = [
      { place: { of: 'barber', id: barberId, locationIds: [] }, tags: [...tagsOfBarber(barberId), BARBERS] },
      { place: { of: 'chain' }, tags: [BARBERS] },
    ];
    return this.forget(`Barber ${barberId}`, [...BARBER_REGIONS, 'barbers', 'barber'], stale, dryRun);
  }

  /**
   * What is cached about some dates, in every time zone: of a barber, a location, or everybody.
   * @throws Problem `not-found` for a barber or a location that does not exist, or a barber who works elsewhere
   */
  async dateRange(
    { startDate, endDate, locationId, barberId }: DateRange,
    dryRun: boolean,
  ): Promise<InvalidationDto> {
    const what = `${startDate} to ${endDate}`;
    if (barberId === undefined && locationId === undefined) {
      // The dates of all barbers are hundreds of thousands of tags, the chain has one.
      const stale: Stale<ShopPlace>[] = [{ place: { of: 'everybody' }, tags: [] }];
      return this.forget(
        `${what} at all locations, and all other dates with them`,
        PLACE_REGIONS,
        stale,
        dryRun,
      );
    }
    const days = utcDays(anywhereOnEarth(startDate, endDate));
    const barberIds = barberId === undefined ? undefined : [barberId];
    const barbers = await this.barberSelection.find({ locationId, barberIds });
    const stale = barbers.flatMap(({ id }) => staleByAppointments(id, [], days));
    // Answers are cached per location, too, even for one without barbers.
    const tags = [anyDayTag(undefined), ...days.map((day) => dayTag(undefined, day))];
    if (barberId === undefined && locationId !== undefined)
      stale.push({ place: { of: 'location', id: locationId }, tags });
    return this.forget(what, DAY_REGIONS, stale, dryRun);
  }

  /** Booking settings and business hours of all businesses, and the slots that depend on them. */
  async businessSettings(dryRun: boolean): Promise<InvalidationDto> {
    const businesses = await this.database.query<{ id: number }>(
      'SELECT id FROM businesses',
      [],
      OPERATOR_TIMEOUT,
    );
    const tags = [BOOKING_SETTINGS];
    const places: ShopPlace[] = [
      { of: 'everybody' },
      ...businesses.map(({ id }): ShopPlace => ({ of: 'business', id })),
    ];
    return this.forget(
      'Business settings',
      ['booking settings', ...PLACE_REGIONS],
      places.map((place) => ({ place, tags })),
      dryRun,
    );
  }

  private async forget(
    what: string,
    regions: readonly string[],
    stale: readonly Stale<ShopPlace>[],
    dryRun: boolean,
  ): Promise<InvalidationDto> {
    const part = { shards: shopPlaces, stale };
    try {
      if (dryRun) {
        const tags = (await this.invalidation.tagsOf(part)).length;
        return { message: `${what}. Tags that would be forgotten: ${tags}.`, invalidated: { tags, regions } };
      }
      const { accepted, repliedAt, tags } = await this.invalidation.forget(part);
      if (accepted) {
        await this.cache.awaitLease(repliedAt);
        return { message: `${what}: forgotten.`, invalidated: { tags, regions } };
      }
    } catch (error) {
      if (!(error instanceof TooMuchToForget)) throw error;
      if (dryRun) {
        const message = `${what}: ${error.message}. The whole cache would be invalidated instead.`;
        return { message, invalidated: { tags: 0, regions } };
      }
      return this.everything(`${what}: ${error.message}. The whole cache is invalidated instead.`, regions);
    }
    return this.everything(
      `${what}: the cache store did not acknowledge the invalidation. The whole cache is invalidated instead; reads bypass the store until it answers again.`,
      regions,
    );
  }

  private async everything(message: string, regions: readonly string[]): Promise<InvalidationDto> {
    await this.generation.begin();
    return { message, invalidated: { tags: 0, regions } };
  }
}
