import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { invalidField } from '../../http/problem.js';
import { UserTimezoneService } from '../users/user-timezone.service.js';
import { ShopCalendar } from './shop-calendar.js';
import type { SlotQuery } from './slot.query.js';
import type { NextAvailableQueryDto } from './slots.dto.js';
import { dateAt } from '../wall-time/zone-day.js';

/** The zone with the earliest date on earth, UTC-12; names of "Etc" zones have the opposite sign. */
const LAST_TO_CHANGE_DATE = 'Etc/GMT+12';

/** Resolves request parameters to a slot query: time zone and date. Runs at most one SQL statement. */
@Injectable()
export class SlotQueryResolver {
  private readonly remembered = new WeakMap<NextAvailableQueryDto, SlotQuery>();

  constructor(
    private readonly timezones: UserTimezoneService,
    private readonly calendar: ShopCalendar,
    private readonly clock: Clock,
  ) {}

  /**
   * The query for one day; today if none is given.
   * @throws Problem `invalid-request` if `service` and `serviceId` differ
   */
  forDay(sent: NextAvailableQueryDto, caller: Caller | undefined): SlotQuery | Promise<SlotQuery> {
    return this.complete(sent, caller) ?? this.completed(sent, caller);
  }

  private async completed(sent: NextAvailableQueryDto, caller: Caller | undefined): Promise<SlotQuery> {
    if (sent.date !== undefined)
      return { ...what(sent), date: sent.date, timezone: await this.zone(sent, caller) };
    const timezone = sent.timezone ?? (await this.calendar.viewerZone(sent, caller?.id));
    return { ...what(sent), date: dateAt(timezone ?? 'UTC', this.clock.now()), timezone };
  }

  /**
   * The query for everything from a day on; from now on if none is given.
   * @throws Problem `invalid-request` if `service` and `serviceId` differ
   */
  fromDay(sent: NextAvailableQueryDto, caller: Caller | undefined): SlotQuery | Promise<SlotQuery> {
    return this.complete(sent, caller) ?? this.completedFrom(sent, caller);
  }

  /** The query if nothing has to be looked up for it, so that the caller need not await. */
  private complete(sent: NextAvailableQueryDto, caller: Caller | undefined): SlotQuery | undefined {
    const known = this.remembered.get(sent);
    if (known !== undefined && (known.timezone !== undefined || caller === undefined)) return known;
    const { date, timezone } = sent;
    if (date === undefined || (timezone === undefined && caller !== undefined)) return undefined;
    const query: SlotQuery = Object.freeze({ ...what(sent), date, timezone });
    // Only frozen DTOs are remembered: the pipe returns the same one for the same query string.
    if (Object.isFrozen(sent)) this.remembered.set(sent, query);
    return query;
  }

  private async completedFrom(sent: NextAvailableQueryDto, caller: Caller | undefined): Promise<SlotQuery> {
    const timezone = await this.zone(sent, caller);
    // A date that has begun everywhere leads to the same slots as today, because past slots are never offered.
    const date = sent.date ?? dateAt(LAST_TO_CHANGE_DATE, this.clock.now());
    return { ...what(sent), date, timezone };
  }

  private async zone({ timezone }: NextAvailableQueryDto, caller: Caller | undefined) {
    if (timezone !== undefined || caller === undefined) return timezone;
    return (await this.timezones.get(caller.id)).timezone ?? undefined;
  }
}

function what({ locationId, barberId, serviceId, service }: NextAvailableQueryDto) {
  if (service !== undefined && serviceId !== undefined && service !== serviceId) {
    throw invalidField('service', 'differs from serviceId: send only one of them');
  }
  return { locationId, barberId, serviceId: serviceId ?? service };
}
