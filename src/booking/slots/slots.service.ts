import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { Cache } from '../../cache/cache.js';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { dependOnlyOn, limitValidity } from '../../cache/read/load-scope.js';
import { NestedReads } from '../../cache/read/nested-reads.js';
import type { CacheAnswer } from '../../cache/entry/cache.answer.js';
import { Clock } from '../../config/clock.js';
import { MINUTE_MS } from '../../time/durations.js';
import { DefaultLocation, keepOnlyWithPlace } from '../places/default-location.js';
import { anywhereOnEarth } from '../tags.cache.js';
import { barberCalendars, entersHorizon, slotRules } from './barber-calendar.js';
import { openStarts } from './open-starts.js';
import { calendarOfMove, type MovedAppointment, rulesOfMove, shopOfMove } from './moved-appointments.js';
import { OwnZone } from './own-zone.js';
import { ShopCalendar } from './shop-calendar.js';
import type { ShopSnapshot } from './shop-snapshot.js';
import type { SlotQuery } from './slot.query.js';
import { slotsRegion, slotTagsOf } from './slots.cache.js';
import type { AvailableSlotsDto } from './slots.dto.js';
import { blockedByAny } from './slots.js';
import { slotsValidUntil, worthKeepingUntil } from './slots-validity.js';
import { StoredAnswers } from './stored-answers.js';
import { wallTimeAt, zoneDay } from '../wall-time/zone-day.js';

/** Days of a request that count as one stored answer: a month is what a page shows at a time. */
const DAYS_COUNTED_AS_ONE = 10;

/** How long the lists of one request may keep the process busy at a time. */
const BUSY_MS = 5;

/** Lists the slots of a day. */
@Injectable()
export class SlotsService {
  constructor(
    private readonly calendar: ShopCalendar,
    private readonly clock: Clock,
    private readonly stored: StoredAnswers,
    private readonly ownZone: OwnZone,
    private readonly cache: Cache,
    private readonly nested: NestedReads,
    private readonly places: DefaultLocation,
  ) {}

  /**
   * The slots of a day in the viewer's time zone, by start; several barbers at one start make one slot. One SQL statement.
   * Whether the query names the place's own zone makes no difference to what is cached.
   * @throws Problem `not-found`, see {@link ShopCalendar.load}
   */
  list(query: SlotQuery): Promise<Readonly<AvailableSlotsDto>> {
    return this.places.readFor(query, (at) => this.ownZone.read(at, (asked) => this.listAsKeyed(asked)));
  }

  /** {@link list} under the key of the query as it stands. */
  @Cacheable(slotsRegion)
  async listAsKeyed(query: SlotQuery): Promise<Readonly<AvailableSlotsDto>> {
    return this.loadList(query);
  }

  /** Inside the load of another answer: the list, from its entry or loaded and stored, if it has a slot (rule 35). */
  async listWithin(query: SlotQuery): Promise<Readonly<AvailableSlotsDto> | undefined> {
    const load = async () => this.loadList(query);
    return this.nested.read(slotsRegion, [query], load, ({ slots }) => slots.length > 0);
  }

  private async loadList(query: SlotQuery): Promise<AvailableSlotsDto> {
    this.stored.limit();
    return (await this.load([query]))(query);
  }

  /**
   * The lists of several days, each from the entry that {@link list} reads. One statement for all that are missing.
   * @param queries that differ in their dates alone
   * @param onRead receives how many of them were missing and loaded for this call
   * @throws Problem `not-found`
   */
  async listDays(
    queries: readonly SlotQuery[],
    onRead: (loaded: number) => void = () => undefined,
  ): Promise<readonly AvailableSlotsDto[]> {
    return this.ownZone.readMany(queries, async (asked) => {
      let loaded = 0;
      const answers = await this.cache.readMany(
        slotsRegion,
        asked.map((query) => [query] as [SlotQuery]),
        async (missing) => {
          loaded += missing.length;
          const list = await this.load(missing.map(([query]) => query));
          for (let day = 0; day < missing.length; day += DAYS_COUNTED_AS_ONE) this.stored.limit();
          return list;
        },
      );
      onRead(loaded);
      return valuesOf(answers);
    });
  }

  /**
   * As {@link list}, past the cache: for who moves an appointment, those slots that it can be moved to.
   * @throws Problem `not-found`
   */
  async listFor(query: SlotQuery, moved: MovedAppointment): Promise<Readonly<AvailableSlotsDto>> {
    return (await this.load([query], moved))(query);
  }

  /** As {@link listFor}, for the days of {@link listDays}. @throws Problem `not-found` */
  async listDaysFor(queries: readonly SlotQuery[], moved: MovedAppointment): Promise<AvailableSlotsDto[]> {
    const list = await this.load(queries, moved);
    const days: AvailableSlotsDto[] = [];
    for (const query of queries) {
      await setImmediate();
      days.push(list(query));
    }
    return days;
  }

  /** Loads what all of the queries need, in one statement, and returns the function that lists each of them. */
  private async load(
    queries: readonly SlotQuery[],
    moved?: MovedAppointment,
  ): Promise<(query: SlotQuery) => AvailableSlotsDto> {
    const [query] = queries as [SlotQuery];
    const ranges = queries.map(({ timezone, date }) =>
      timezone === undefined ? anywhereOnEarth(date) : zoneDay(timezone, date),
    );
    const range = {
      from: Math.min(...ranges.map(({ from }) => from)),
      until: Math.max(...ranges.map(({ until }) => until)),
    };
    const found = await this.calendar.load({ ...query, ...range, ...calendarOfMove(query, moved) });
    const shop = shopOfMove(found, moved);
    this.ownZone.learn(query, shop.location.timezone);
    return (day) => this.listIn(shop, day, moved);
  }

  private listIn(
    shop: ShopSnapshot,
    query: SlotQuery,
    moved: MovedAppointment | undefined,
  ): AvailableSlotsDto {
    keepOnlyWithPlace(query);
    const { date } = query;
    const now = this.clock.now();
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

/** Between days the process may do something else, because a body is parsed at its first use. */
async function valuesOf(answers: readonly CacheAnswer<AvailableSlotsDto>[]): Promise<AvailableSlotsDto[]> {
  const days: AvailableSlotsDto[] = [];
  let since = performance.now();
  for (const { entry } of answers) {
    if (performance.now() - since > BUSY_MS) {
      await setImmediate();
      since = performance.now();
    }
    days.push(entry.value);
  }
  return days;
}
