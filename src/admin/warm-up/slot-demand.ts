import type { SlotQuery } from '../../booking/slots/slot.query.js';
import { DAY_MS } from '../../time/durations.js';

/** A requested list of slots, the day of the request (`YYYY-MM-DD`), and its score. */
export interface RequestedSlots {
  readonly query: SlotQuery;
  readonly requestedOn: string;
  readonly score: number;
}

/**
 * Estimates the demand for a list of slots. Clients do not request yesterday's dates again, but they do request the same
 * barbers, services and zones, equally many days ahead. The two are learned separately and multiplied.
 */
export class SlotDemand {
  private readonly byWhat = new Map<string, number>();
  private readonly byDaysAhead = new Map<number, number>();
  private readonly byTimezone = new Map<string, number>();

  constructor(requested: readonly RequestedSlots[]) {
    for (const { query, requestedOn, score } of requested) {
      add(this.byWhat, whatOf(query), score);
      add(this.byDaysAhead, daysBetween(requestedOn, query.date), score);
      if (query.timezone !== undefined) add(this.byTimezone, query.timezone, score);
    }
  }

  /** The requested time zones, at most `most`, in descending order of demand. */
  timezones(most: number): string[] {
    return [...this.byTimezone]
      .toSorted(([, left], [, right]) => right - left)
      .slice(0, most)
      .map(([zone]) => zone);
  }

  /** Sorts by descending demand as of `today`; queries with equal demand keep their order. */
  sorted(queries: readonly SlotQuery[], today: string): SlotQuery[] {
    return queries
      .map((query) => ({ query, demand: this.of(query, today) }))
      .toSorted((left, right) => right.demand - left.demand)
      .map(({ query }) => query);
  }

  private of(query: SlotQuery, today: string): number {
    const what = this.byWhat.get(whatOf(query)) ?? 0;
    // A day without requests so far still has a higher demand for a barber with many requests.
    return what * (1 + (this.byDaysAhead.get(daysBetween(today, query.date)) ?? 0));
  }
}

function whatOf({ locationId, barberId, serviceId, timezone }: SlotQuery): string {
  return [locationId, barberId, serviceId, timezone].join(' ');
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

function add<Key>(sums: Map<Key, number>, key: Key, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}
