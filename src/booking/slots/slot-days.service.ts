import { Injectable } from '@nestjs/common';
import { ReadScope, runInReadScope } from '../../cache/read/read-scope.js';
import { Problem } from '../../http/problem.js';
import { DefaultLocation } from '../places/default-location.js';
import { BookableBarbers } from './bookable-barbers.js';
import type { MovedAppointment } from './moved-appointments.js';
import { NextAvailableService } from './next-available.service.js';
import type { SlotQuery } from './slot.query.js';
import type { AvailableSlotsDto, NextSlotDto } from './slots.dto.js';
import { SlotsService } from './slots.service.js';

/** The most days of all barbers together that one request may ask for. */
const MOST_BARBER_DAYS = 3100;

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
    private readonly barbers: BookableBarbers,
    private readonly places: DefaultLocation,
  ) {}

  /**
   * The lists of the days, each as it is answered alone, and on request the next available slot from the first day on.
   * @param asked of consecutive days, at least one
   * @param moved the appointment that is about to be moved; then nothing may be cached
   * @throws Problem `range-too-wide`, `not-found`
   */
  async list(asked: readonly SlotQuery[], includeNext = false, moved?: MovedAppointment): Promise<SlotDays> {
    const queries = await this.places.allAt(asked);
    const [first] = queries as [SlotQuery];
    await this.assertNotTooWide(first, queries.length);
    const days = await (moved === undefined
      ? this.slots.listDays(queries)
      : this.slots.listDaysFor(queries, moved));
    const next = includeNext && (await this.next(first, moved));
    const { timezone, locationId, barberId, serviceId } = days[0] as AvailableSlotsDto;
    return { timezone, locationId, barberId, serviceId, days, nextAvailable: next ? next.next : null };
  }

  private next(query: SlotQuery, moved: MovedAppointment | undefined) {
    return moved === undefined ? this.nextAvailable.find(query) : this.nextAvailable.findFor(query, moved);
  }

  /** In a scope of its own: whether the number was cached is not whether the days were. */
  private async assertNotTooWide(
    { barberId, locationId, serviceId }: SlotQuery,
    days: number,
  ): Promise<void> {
    if (barberId !== undefined) return;
    const barbers = await runInReadScope(new ReadScope(), async () =>
      this.barbers.count({ locationId, serviceId }),
    );
    if (barbers * days <= MOST_BARBER_DAYS) return;
    throw new Problem(
      'range-too-wide',
      `${days} days of ${barbers} barbers are more than ${MOST_BARBER_DAYS}: ask for fewer days, or for one barber.`,
    );
  }
}
