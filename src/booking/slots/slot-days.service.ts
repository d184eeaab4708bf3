import { Injectable } from '@nestjs/common';
import { RequestLimit } from '../../http/limits/request-limit.js';
import { DefaultLocation } from '../places/default-location.js';
import type { MovedAppointment } from './moved-appointments.js';
import { NextAvailableService } from './next-available.service.js';
import { SlotCosts } from './slot-costs.js';
import type { SlotQuery } from './slot.query.js';
import type { AvailableSlotsDto, NextSlotDto } from './slots.dto.js';
import { SlotsService } from './slots.service.js';

/** How to ask for less. */
const LESS = 'ask for fewer days or for one barber';

/** The free slots of several days, for one query: only the dates differ. */
export interface SlotDays extends Pick<
  AvailableSlotsDto,
  'timezone' | 'locationId' | 'barberId' | 'serviceId'
> {
  readonly days: readonly AvailableSlotsDto[];
  readonly nextAvailable: NextSlotDto | null;
}

/** Lists the slots of several days. */
@Injectable()
export class SlotDaysService {
  constructor(
    private readonly slots: SlotsService,
    private readonly nextAvailable: NextAvailableService,
    private readonly costs: SlotCosts,
    private readonly limit: RequestLimit,
    private readonly places: DefaultLocation,
  ) {}

  /**
   * The lists of the days, each as it is answered alone, and on request the next available slot from the first day on. The days that had
   * to be loaded count as so many requests as they cost.
   * @param asked of consecutive days, at least one
   * @param moved the appointment that is about to be moved; then nothing may be cached
   * @throws Problem `range-too-wide`, `rate-limited`, `not-found`
   */
  async list(asked: readonly SlotQuery[], includeNext = false, moved?: MovedAppointment): Promise<SlotDays> {
    const queries = await this.places.allAt(asked);
    const [first] = queries as [SlotQuery];
    const costOf = await this.costs.of(first, queries.length);
    const uncharge = this.limit.charge(costOf(queries.length), LESS);
    let loaded = queries.length;
    const days = await (moved === undefined
      ? this.slots.listDays(queries, (count) => (loaded = count))
      : this.slots.listDaysFor(queries, moved));
    uncharge(costOf(queries.length) - costOf(loaded));
    const next = includeNext && (await this.next(first, moved));
    const { timezone, locationId, barberId, serviceId } = days[0] as AvailableSlotsDto;
    return { timezone, locationId, barberId, serviceId, days, nextAvailable: next ? next.next : null };
  }

  /** As how many requests {@link list} counts if nothing is cached. @throws Problem `range-too-wide` */
  async costOf(asked: readonly SlotQuery[]): Promise<number> {
    const [first] = (await this.places.allAt(asked)) as [SlotQuery];
    return (await this.costs.of(first, asked.length))(asked.length);
  }

  private next(query: SlotQuery, moved: MovedAppointment | undefined) {
    return moved === undefined ? this.nextAvailable.find(query) : this.nextAvailable.findFor(query, moved);
  }
}
