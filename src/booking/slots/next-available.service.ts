import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { dependOnlyOn, limitValidity } from '../../cache/read/load-scope.js';
import { Clock } from '../../config/clock.js';
import { DAY_MS } from '../../time/durations.js';
import { DefaultLocation, keepOnlyWithPlace } from '../places/default-location.js';
import { anywhereOnEarth } from '../tags.cache.js';
import { entersHorizon, slotRules } from './barber-calendar.js';
import type { Interval } from '../wall-time/interval.js';
import { nextAvailableRegion } from './next-available.cache.js';
import { nextSlotOf } from './next-slot.js';
import { calendarOfMove, type MovedAppointment, rulesOfMove, shopOfMove } from './moved-appointments.js';
import { firstStart, type OpenStart } from './open-starts.js';
import { OwnZone } from './own-zone.js';
import { searchParts } from './search-parts.js';
import { NO_SEARCH_MEMORY, SearchedDays } from './searched-days.js';
import type { ShopSnapshot } from './shop-snapshot.js';
import { type BusyRead, ShopCalendar } from './shop-calendar.js';
import type { SlotQuery } from './slot.query.js';
import type { NextAvailableDto, SlotDto } from './slots.dto.js';
import { slotTagsOf } from './slots.cache.js';
import { SlotsService } from './slots.service.js';
import { LONGEST_HORIZON, slotsValidUntil, worthKeepingUntil } from './slots-validity.js';
import { StoredAnswers } from './stored-answers.js';
import { blockedRange, seenFrom, type SlotRules } from './slots.js';
import { zoneDay } from '../wall-time/zone-day.js';

/** How far beyond the horizon to search for the next start that will enter it; without one, the answer is valid until this far enters. */
const BEYOND_HORIZON = DAY_MS;
/** Nearly every query finds a slot within this time; reading further would slow all of them down. */
const FIRST_SEARCH = 14 * DAY_MS;
/** How far a search beyond that reads first, and then, in days: longer than the usual horizon, and longer than any. */
const READS = [100, 5000] as const;

/** Finds the first available slot from a day on. */
@Injectable()
export class NextAvailableService {
  constructor(
    private readonly calendar: ShopCalendar,
    private readonly clock: Clock,
    private readonly stored: StoredAnswers,
    private readonly slots: SlotsService,
    private readonly ownZone: OwnZone,
    private readonly searched: SearchedDays,
    private readonly places: DefaultLocation,
  ) {}

  /**
   * The first slot on or after a day in the viewer's time zone, with the lowest id of the free barbers; `null` if there is none up
   * to the horizon. SQL statements: none if the list of that day is cached, one if it has
   * to be loaded. If it has no slot, a search follows: one more, two if the first two weeks are fully booked, three if the next hundred days are as well. What an
   * earlier search found to be full is not read again.
   * Whether the query names the place's own zone makes no difference to what is cached.
   * @throws Problem `not-found`, see {@link ShopCalendar.load}
   */
  find(query: SlotQuery): Promise<NextAvailableDto> {
    return this.places.readFor(query, (at) => this.ownZone.read(at, (asked) => this.findAsKeyed(asked)));
  }

  /** {@link find} under the key of the query as it stands. */
  @Cacheable(nextAvailableRegion)
  async findAsKeyed(query: SlotQuery): Promise<NextAvailableDto> {
    keepOnlyWithPlace(query);
    const first = await this.firstOfList(query);
    if (first !== undefined) return first;
    this.stored.limit();
    return this.findFor(query);
  }

  /** The first slot of the list of that day, if it has one. The list is asked for as well, more often, and few bookings change both. */
  private async firstOfList(query: SlotQuery): Promise<NextAvailableDto | undefined> {
    const timezone = query.timezone ?? this.ownZone.of(query);
    // A day that is over has no slots; without a date, it may be yesterday where the place is.
    if (timezone !== undefined && zoneDay(timezone, query.date).until <= this.clock.now()) return undefined;
    const list = await this.slots.listWithin(query);
    if (list === undefined) return undefined;
    const [{ startsAt, endsAt, time, barberIds }] = list.slots as [SlotDto, ...SlotDto[]];
    const { date } = list;
    return {
      timezone: list.timezone,
      next: { startsAt, endsAt, date, time, barberId: Math.min(...barberIds) },
    };
  }

  /**
   * As {@link find}, past the cache: for who moves an appointment, the first slot that it can be moved to.
   * @throws Problem `not-found`
   */
  async findFor(query: SlotQuery, moved?: MovedAppointment): Promise<NextAvailableDto> {
    const now = this.clock.now();
    const requested =
      query.timezone === undefined ? anywhereOnEarth(query.date) : zoneDay(query.timezone, query.date);
    const from = Math.max(requested.from, now);
    const searchedUntil = from + FIRST_SEARCH;
    const until = from + LONGEST_HORIZON + BEYOND_HORIZON;
    const asked = await this.calendar.load({
      ...query,
      ...calendarOfMove(query, moved),
      from,
      until,
      busyUntil: searchedUntil,
    });
    const shop = shopOfMove(asked, moved);
    this.ownZone.learn(query, shop.location.timezone);
    const timezone = query.timezone ?? shop.location.timezone;
    const rules = rulesOfMove(slotRules(shop, now), moved, now);
    const range = {
      from: Math.max(zoneDay(timezone, query.date).from, rules.earliest),
      until: rules.latest + BEYOND_HORIZON,
    };
    const first =
      (await firstStart(shop, { ...range, until: Math.min(range.until, searchedUntil) }, rules)) ??
      (await this.laterStart(shop, { ...range, from: Math.max(range.from, searchedUntil) }, rules, {
        loaded: { from, until },
        moved,
      }));
    if (first !== undefined) {
      const { until: found } = blockedRange(first.start, rules);
      const before = { from: blockedRange(range.from, rules).from, until: found };
      dependOnlyOn(slotTagsOf(query, seenFrom(before, rules)));
    }
    limitValidity(worthKeepingUntil(requested, now));
    const entering = (start: number) => entersHorizon(shop, start);
    limitValidity(
      first === undefined ? entering(range.until) : slotsValidUntil([first.start], rules, now, entering),
    );
    return {
      timezone,
      next:
        first === undefined || first.start > rules.latest
          ? null
          : nextSlotOf(first, timezone, rules.durationMinutes),
    };
  }

  /**
   * The statements see several database states, none older than the query. In between, an appointment may be moved to the
   * range that is not searched yet; its event forgets the answer for both days, since the answer depends on all days up to the one
   * that it names (ADR 0005).
   */
  private async laterStart(
    shop: ShopSnapshot,
    range: Interval,
    rules: SlotRules,
    { loaded, moved }: { readonly loaded: Interval; readonly moved: MovedAppointment | undefined },
  ): Promise<OpenStart | undefined> {
    const parts = searchParts(shop, range);
    const [first, last] = [parts[0], parts.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const asked = { from: first.from, until: last.until, ignoreAppointmentId: moved?.id };
    const memory =
      moved === undefined ? this.searched.memoryOf(shop, rules, loaded, range.from) : NO_SEARCH_MEMORY;
    for (const days of READS) {
      const read = await this.calendar.busyIn(shop, asked, memory.known(), days);
      const until = Math.min(...read.map((barber) => barber.until));
      const from = Math.min(...read.map((barber) => barber.from));
      const start = await firstStart(
        withBusy(shop, read, range),
        { from: Math.max(range.from, from), until },
        rules,
      );
      memory.learn(read, start?.start ?? until);
      if (start !== undefined || until >= asked.until) return start;
    }
    return undefined;
  }
}

/** The shop with the busy ranges that were read; before these, each barber is full. */
function withBusy(shop: ShopSnapshot, read: readonly BusyRead[], { from }: Interval): ShopSnapshot {
  const byId = new Map(read.map((barber) => [barber.id, barber]));
  return {
    ...shop,
    barbers: shop.barbers.map((barber) => {
      const own = byId.get(barber.id) as BusyRead;
      const full = own.from > from ? [{ from, until: own.from }] : [];
      return { ...barber, busy: own.busy, timeOff: [...barber.timeOff, ...full] };
    }),
  };
}
