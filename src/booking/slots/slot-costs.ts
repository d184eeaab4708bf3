import { Injectable } from '@nestjs/common';
import { ReadScope, runInReadScope } from '../../cache/read/read-scope.js';
import { Problem } from '../../http/problem.js';
import { BookableBarbers } from './bookable-barbers.js';
import type { SlotQuery } from './slot.query.js';

/** The most days of all barbers together that one request may ask for. */
const MOST_BARBER_DAYS = 3100;

/** What a day costs besides its barbers, in days of one barber: its entry, and the starts on it (ADR 0032). */
const DAY_ITSELF = 10;
/** What one request may cost, in days of one barber: about 10 ms of a core (ADR 0032). */
const OF_ONE_REQUEST = 500;

/** Limits how wide a request for several days may be, and tells as how many requests it counts. */
@Injectable()
export class SlotCosts {
  constructor(private readonly barbers: BookableBarbers) {}

  /**
   * @returns as how many requests it counts to load some of the days; 0 for none
   * @throws Problem `range-too-wide`
   */
  async of(query: SlotQuery, days: number): Promise<(loaded: number) => number> {
    const barbers = await this.barbersOf(query);
    if (query.barberId === undefined && barbers * days > MOST_BARBER_DAYS) {
      throw new Problem(
        'range-too-wide',
        `${days} days of ${barbers} barbers are more than ${MOST_BARBER_DAYS}: ask for fewer days, or for one barber.`,
      );
    }
    return (loaded) => Math.ceil((loaded * (barbers + DAY_ITSELF)) / OF_ONE_REQUEST);
  }

  /** In a scope of its own: whether the number was cached is not whether the days were. */
  private async barbersOf({ barberId, locationId, serviceId }: SlotQuery): Promise<number> {
    if (barberId !== undefined) return 1;
    return runInReadScope(new ReadScope(), async () => this.barbers.count({ locationId, serviceId }));
  }
}
