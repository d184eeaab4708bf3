import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { invalidField, Problem } from '../../http/problem.js';
import { DAY_MS } from '../../time/durations.js';
import { UserTimezoneService } from '../users/user-timezone.service.js';
import { ShopCalendar } from './shop-calendar.js';
import type { SlotQuery } from './slot.query.js';
import type { NextAvailableQueryDto, SlotPlaceQueryDto, SlotsQueryDto } from './slots.dto.js';
import { dateAt, datesBetween } from '../wall-time/zone-day.js';

/** The zone with the earliest date on earth, UTC-12; names of "Etc" zones have the opposite sign. */
const LAST_TO_CHANGE_DATE = 'Etc/GMT+12';

/** The most days of one request. */
const MOST_DAYS = 62;

type DaysRequest = SlotPlaceQueryDto & Pick<SlotsQueryDto, 'date' | 'from' | 'to'>;

/** Resolves request parameters to a slot query: time zone and date. Runs at most one SQL statement. */
@Injectable()
export class SlotQueryResolver {
  private readonly remembered = new WeakMap<NextAvailableQueryDto, SlotQuery>();
  private readonly rememberedDays = new WeakMap<DaysRequest, readonly SlotQuery[]>();

  constructor(
    private readonly timezones: UserTimezoneService,
    private readonly calendar: ShopCalendar,
    private readonly clock: Clock,
  ) {}

  /**
   * The query for one day; today if none is given.
   * @throws Problem `invalid-request` if `service` and `serviceId` differ
   */
  forDay(request: NextAvailableQueryDto, caller: Caller | undefined): SlotQuery | Promise<SlotQuery> {
    return this.complete(request, caller) ?? this.completed(request, caller);
  }

  private async completed(request: NextAvailableQueryDto, caller: Caller | undefined): Promise<SlotQuery> {
    if (request.date !== undefined)
      return { ...parametersOf(request), date: request.date, timezone: await this.zone(request, caller) };
    const timezone = request.timezone ?? (await this.calendar.viewerZone(request, caller?.id));
    return { ...parametersOf(request), date: dateAt(timezone ?? 'UTC', this.clock.now()), timezone };
  }

  /**
   * The query for everything from a day on; from now on if none is given.
   * @throws Problem `invalid-request` if `service` and `serviceId` differ
   */
  fromDay(request: NextAvailableQueryDto, caller: Caller | undefined): SlotQuery | Promise<SlotQuery> {
    return this.complete(request, caller) ?? this.completedFrom(request, caller);
  }

  /**
   * The queries of consecutive days, at least one and in order.
   * @throws Problem `invalid-request` unless both ends are given, and no `date`; `range-too-wide` for more than 62 days
   */
  async forDays(request: DaysRequest, caller: Caller | undefined): Promise<readonly SlotQuery[]> {
    const isOwnZone = request.timezone === undefined && caller !== undefined;
    const known = isOwnZone ? undefined : this.rememberedDays.get(request);
    if (known !== undefined) return known;
    const dates = datesOf(request);
    const common = { ...parametersOf(request), timezone: await this.zone(request, caller) };
    const queries = dates.map((date): SlotQuery => Object.freeze({ ...common, date }));
    if (!isOwnZone && Object.isFrozen(request)) this.rememberedDays.set(request, queries);
    return queries;
  }

  /** The query if nothing has to be looked up for it, so that the caller need not await. */
  private complete(request: NextAvailableQueryDto, caller: Caller | undefined): SlotQuery | undefined {
    const known = this.remembered.get(request);
    if (known !== undefined && (known.timezone !== undefined || caller === undefined)) return known;
    const { date, timezone } = request;
    if (date === undefined || (timezone === undefined && caller !== undefined)) return undefined;
    const query: SlotQuery = Object.freeze({ ...parametersOf(request), date, timezone });
    // Only frozen DTOs are remembered: the pipe returns the same one for the same query string.
    if (Object.isFrozen(request)) this.remembered.set(request, query);
    return query;
  }

  private async completedFrom(
    request: NextAvailableQueryDto,
    caller: Caller | undefined,
  ): Promise<SlotQuery> {
    const timezone = await this.zone(request, caller);
    // The default is the earliest date on earth at this moment. It gives the same slots as the date in the requested
    // zone, because past slots are never offered.
    const date = request.date ?? dateAt(LAST_TO_CHANGE_DATE, this.clock.now());
    return { ...parametersOf(request), date, timezone };
  }

  private async zone({ timezone }: SlotPlaceQueryDto, caller: Caller | undefined) {
    if (timezone !== undefined || caller === undefined) return timezone;
    return (await this.timezones.get(caller.id)).timezone ?? undefined;
  }
}

function datesOf({ date, from, to }: DaysRequest): string[] {
  if (date !== undefined) throw invalidField('date', 'cannot be combined with from and to');
  if (from === undefined) throw invalidField('from', 'is required with to');
  if (to === undefined) throw invalidField('to', 'is required with from');
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days <= MOST_DAYS) return datesBetween(from, to);
  throw new Problem('range-too-wide', `${days} days are more than ${MOST_DAYS}: ask for fewer at a time.`);
}

function parametersOf({ locationId, barberId, serviceId, service }: SlotPlaceQueryDto) {
  if (service !== undefined && serviceId !== undefined && service !== serviceId) {
    throw invalidField('service', 'differs from serviceId: send only one of them');
  }
  return { locationId, barberId, serviceId: serviceId ?? service };
}
