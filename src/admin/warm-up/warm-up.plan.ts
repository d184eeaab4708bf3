import type { SlotQuery } from '../../booking/slots/slot.query.js';
import { shiftDate } from '../../booking/wall-time/zone-day.js';

/** What there is to warm up. */
export interface WarmUpScope {
  readonly dates: readonly string[];
  readonly locationIds: readonly number[];
  readonly barbers: readonly { readonly id: number; readonly locationId: number }[];
  readonly serviceIds: readonly number[];
  /** Those really asked for; what is asked for without a zone is planned anyway. */
  readonly timezones: readonly string[];
}

/** The dates from `start` on, `days` of them. */
export function datesFrom(start: string, days: number): string[] {
  return Array.from({ length: days }, (_, offset) => shiftDate(start, offset));
}

/** Every list that clients ask for: day by day, each location's and each of its barbers', for each service, in each zone. */
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
