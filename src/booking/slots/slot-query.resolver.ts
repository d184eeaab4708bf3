import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { invalidField } from '../../http/problem.js';
import { UserTimezoneService } from '../users/user-timezone.service.js';
import { ShopCalendar } from './shop-calendar.js';
import type { SlotQuery } from './slot.query.js';
import type { NextAvailableQueryDto } from './slots.dto.js';
import { dateAt } from '../wall-time/zone-day.js';

/** Where it is the earliest date on earth, UTC-12: "Etc" zones have the sign turned round. */
const LAST_TO_CHANGE_DATE = 'Etc/GMT+12';

/** Makes of what was sent what is asked: whose zone, which day. One SQL statement at most. */
@Injectable()
export class SlotQueryResolver {
  private readonly remembered = new WeakMap<NextAvailableQueryDto, SlotQuery>();

  constructor(
    private readonly timezones: UserTimezoneService,
    private readonly calendar: ShopCalendar,
    private readonly clock: Clock,
  ) {}

  /**
   * The question about a day, which is today where none was named.
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
   * The question about all that comes from a day on, by default from now on.
   * @throws Problem `invalid-request` if `service` and `serviceId` differ
   */
  fromDay(sent: NextAvailableQueryDto, caller: Caller | undefined): SlotQuery | Promise<SlotQuery> {
    return this.complete(sent, caller) ?? this.completedFrom(sent, caller);
  }

  /** The question as it was sent, if nothing has to be looked up for it: then nothing need be awaited. */
  private complete(sent: NextAvailableQueryDto, caller: Caller | undefined): SlotQuery | undefined {
    const known = this.remembered.get(sent);
    if (known !== undefined && (known.timezone !== undefined || caller === undefined)) return known;
    const { date, timezone } = sent;
    if (date === undefined || (timezone === undefined && caller !== undefined)) return undefined;
    const query: SlotQuery = Object.freeze({ ...what(sent), date, timezone });
    // Only what cannot change: the pipe answers the same query string with the same frozen DTO.
    if (Object.isFrozen(sent)) this.remembered.set(sent, query);
    return query;
  }

  private async completedFrom(sent: NextAvailableQueryDto, caller: Caller | undefined): Promise<SlotQuery> {
    const timezone = await this.zone(sent, caller);
    // A day that has begun everywhere asks about the same slots as today: none of them is past.
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
    throw invalidField('service', 'names another service than serviceId: send one of them');
  }
  return { locationId, barberId, serviceId: serviceId ?? service };
}
