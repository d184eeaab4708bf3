import { Injectable } from '@nestjs/common';
import type { Interval } from './interval.js';
import type { Shop } from './shop.js';

/** What to load: starts in the range are judged rightly by the answer, whatever slot or buffer reaches out of it. */
export interface ShopQuery extends Interval {
  /** Default: the barber's location, without a barber the first one. */
  readonly locationId?: number | undefined;
  /** Only this barber. */
  readonly barberId?: number | undefined;
  /** Default: the first active one. */
  readonly serviceId?: number | undefined;
  /** Takes a service that is not active as well: for an appointment that has it already. */
  readonly evenInactive?: boolean;
  /** Appointment that does not count as busy: the one being moved. */
  readonly ignoreAppointmentId?: number;
}

/** The one query of what is busy, for listing, next-available and booking alike. */
@Injectable()
export class ShopCalendar {
  /**
   * One statement; inside a transaction it runs on that. A barber who does not offer the service is not in the answer.
   * @throws Problem `not-found` for ids that do not exist, an inactive service, or a barber of another location.
   */
  async load(_query: ShopQuery): Promise<Shop> {
    throw new Error('To be written.');
  }
}
