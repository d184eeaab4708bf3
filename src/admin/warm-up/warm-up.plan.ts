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

/** All slot lists that clients may request: for each day, service and zone, those of each location and of each barber. */
export function slotQueries({
  dates,
  locationIds,
  barbers,
  serviceIds,
  timezones,
}: WarmUpScope): SlotQuery[] {
  return dates.flatMap((date) =>
    serviceIds.flatMap((serviceId) =>
      [undefined, ...timezones].flatMap((timezone) => [
        ...locationIds.map((locationId) => ({ date, locationId, serviceId, timezone })),
        ...barbers.flatMap(({ id, locationId }) => [
          { date, locationId, barberId: id, serviceId, timezone },
          { date, barberId: id, serviceId, timezone },
        ]),
      ]),
    ),
  );
}
