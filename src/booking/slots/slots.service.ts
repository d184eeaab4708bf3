import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { dependOnlyOn, limitValidity } from '../../cache/read/load-scope.js';
import { Clock } from '../../config/clock.js';
import { MINUTE_MS } from '../../time/durations.js';
import { anywhereOnEarth } from '../tags.cache.js';
import { barberCalendars, entersHorizon, slotRules } from './barber-calendar.js';
import { openStarts } from './open-starts.js';
import { calendarOfMove, type MovedBooking, rulesOfMove } from './moved-bookings.js';
import { OwnZone } from './own-zone.js';
import { ShopCalendar } from './shop-calendar.js';
import type { SlotQuery } from './slot.query.js';
import { slotsRegion, slotTagsOf } from './slots.cache.js';
import type { AvailableSlotsDto } from './slots.dto.js';
import { blockedByAny } from './slots.js';
import { slotsValidUntil, worthKeepingUntil } from './slots-validity.js';
import { StoredAnswers } from './stored-answers.js';
import { wallTimeAt, zoneDay } from '../wall-time/zone-day.js';

/** Lists the slots of a day. */
@Injectable()
export class SlotsService {
  constructor(
    private readonly calendar: ShopCalendar,
    private readonly clock: Clock,
    private readonly stored: StoredAnswers,
    private readonly ownZone: OwnZone,
  ) {}

  /**
   * The slots of a day in the viewer's time zone, by start; several barbers at one start make one slot. One SQL statement.
   * Whether the query names the place's own zone makes no difference to what is cached.
   * @throws Problem `not-found`, see {@link ShopCalendar.load}
   */
  list(query: SlotQuery): Promise<Readonly<AvailableSlotsDto>> {
    return this.ownZone.read(query, (asked) => this.listAsKeyed(asked));
  }

  /** {@link list} under the key of the query as it stands. */
  @Cacheable(slotsRegion)
  async listAsKeyed(query: SlotQuery): Promise<Readonly<AvailableSlotsDto>> {
    this.stored.limit();
    return this.listFor(query);
  }

  /**
   * As {@link list}, past the cache: for who moves an appointment, those slots that it can be moved to.
   * @throws Problem `not-found`
   */
  async listFor(query: SlotQuery, moved?: MovedBooking): Promise<Readonly<AvailableSlotsDto>> {
    const { date } = query;
    const range = query.timezone === undefined ? anywhereOnEarth(date) : zoneDay(query.timezone, date);
    const shop = await this.calendar.load({ ...query, ...range, ...calendarOfMove(query, moved) });
    const now = this.clock.now();
    this.ownZone.learn(query, shop.location.timezone);
    const timezone = query.timezone ?? shop.location.timezone;
    const rules = rulesOfMove(slotRules(shop, now), moved, now);
    const day = zoneDay(timezone, date);
    const calendars = barberCalendars(shop, day);
    const open = openStarts(calendars, day, rules);
    dependOnlyOn(slotTagsOf(query, blockedByAny(calendars, day, rules) ?? day));
    limitValidity(worthKeepingUntil(day, now));
    limitValidity(
      slotsValidUntil(
        open.map(({ start }) => start),
        rules,
        now,
        (start) => entersHorizon(shop, start),
      ),
    );
    return {
      date,
      timezone,
      locationId: shop.location.id,
      barberId: query.barberId ?? null,
      serviceId: shop.service.id,
      slots: open
        .filter(({ start }) => start >= rules.earliest && start <= rules.latest)
        .map(({ start, barberIds }) => ({
          startsAt: new Date(start).toISOString(),
          endsAt: new Date(start + rules.durationMinutes * MINUTE_MS).toISOString(),
          time: wallTimeAt(day, start),
          barberIds,
        })),
      nextAvailable: null,
    };
  }
}
