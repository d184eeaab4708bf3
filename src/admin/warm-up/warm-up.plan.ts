import type { SlotQuery } from '../../booking/slots/slot.query.js';
import { shiftDate } from '../../booking/wall-time/zone-day.js';

/** The dates, places, services and zones that a warm-up covers. */
export interface WarmUpScope {
  readonly dates: readonly string[];
  readonly locationIds: readonly number[];
  readonly barbers: readonly { readonly id: number; readonly locationId: number }[];
  readonly serviceIds: readonly number[];
  /** Time zones that clients request; lists without a zone are planned in any case. */
  readonly timezones: readonly string[];
}

/** `days` consecutive dates, beginning with `start`. */
export function datesFrom(start: string, days: number): string[] {
  return Array.from({ length: days }, (_, offset) => shiftDate(start, offset));
}

/** More lists than this would not be loaded before the first of them expire. */
const MOST_LISTS = 100_000;

/**
 * The slot lists that clients may request: for each day, service and zone, those of each location and of each barber; the days
 * in order, up to `most` lists.
 */
export function slotQueries(scope: WarmUpScope, most = MOST_LISTS): SlotQuery[] {
  const queries: SlotQuery[] = [];
  for (const query of everyQuery(scope)) {
    if (queries.length === most) break;
    queries.push(query);
  }
  return queries;
}

function* everyQuery({
  dates,
  locationIds,
  barbers,
  serviceIds,
  timezones,
}: WarmUpScope): Generator<SlotQuery> {
  for (const date of dates) {
    for (const serviceId of serviceIds) {
      for (const timezone of [undefined, ...timezones]) {
        for (const locationId of locationIds) yield { date, locationId, serviceId, timezone };
        for (const { id, locationId } of barbers) {
          yield { date, locationId, barberId: id, serviceId, timezone };
          yield { date, barberId: id, serviceId, timezone };
        }
      }
    }
  }
}
