import { shiftDate } from '../../booking/slots/zone-day.js';

/** What there is to warm up. */
export interface WarmUpScope {
  readonly dates: readonly string[];
  readonly locationIds: readonly number[];
  readonly barbers: readonly { readonly id: number; readonly locationId: number }[];
  readonly serviceIds: readonly number[];
}

/** One list of slots. */
export interface SlotJob {
  readonly date: string;
  readonly locationId?: number;
  readonly barberId?: number;
  readonly serviceId: number;
}

/** The dates from `start` on, `days` of them. */
export function datesFrom(start: string, days: number): string[] {
  return Array.from({ length: days }, (_, offset) => shiftDate(start, offset));
}

/** Every list that clients ask for: day by day, each location's and each of its barbers', for each service. */
export function slotJobs({ dates, locationIds, barbers, serviceIds }: WarmUpScope): SlotJob[] {
  return dates.flatMap((date) =>
    serviceIds.flatMap((serviceId) => [
      ...locationIds.map((locationId) => ({ date, locationId, serviceId })),
      ...barbers.flatMap(({ id, locationId }) => [
        { date, locationId, barberId: id, serviceId },
        { date, barberId: id, serviceId },
      ]),
    ]),
  );
}
