import type { SlotQuery } from '../../booking/slots/slot.query.js';
import { DAY_MS } from '../../time/durations.js';

/** A list of slots that was asked for, on which day (`YYYY-MM-DD`), and its score. */
export interface AskedSlots {
  readonly query: SlotQuery;
  readonly askedOn: string;
  readonly score: number;
}

/**
 * How much a list of slots is wanted. Yesterday's dates are not asked for again, but the same barbers, services and zones
 * are, as many days ahead: these two are learned apart and multiplied.
 */
export class SlotDemand {
  private readonly byWhat = new Map<string, number>();
  private readonly byDaysAhead = new Map<number, number>();
  private readonly byTimezone = new Map<string, number>();

  constructor(asked: readonly AskedSlots[]) {
    for (const { query, askedOn, score } of asked) {
      add(this.byWhat, whatOf(query), score);
      add(this.byDaysAhead, daysBetween(askedOn, query.date), score);
      if (query.timezone !== undefined) add(this.byTimezone, query.timezone, score);
    }
  }

  /** The zones asked for, at most so many, the most wanted first. */
  timezones(most: number): string[] {
    return [...this.byTimezone]
      .toSorted(([, left], [, right]) => right - left)
      .slice(0, most)
      .map(([zone]) => zone);
  }

  /** The most wanted first, as things are on `today`; what is equally wanted stays in its order. */
  sorted(queries: readonly SlotQuery[], today: string): SlotQuery[] {
    return queries
      .map((query) => ({ query, demand: this.of(query, today) }))
      .toSorted((left, right) => right.demand - left.demand)
      .map(({ query }) => query);
  }

  private of(query: SlotQuery, today: string): number {
    const what = this.byWhat.get(whatOf(query)) ?? 0;
    // A day that nobody has asked about yet is still more wanted for a barber whom many ask about.
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
