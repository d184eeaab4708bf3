import type { SlotQuery } from '../../booking/slots/slot.query.js';
import { DAY_MS } from '../../time/durations.js';

/** A query about a day's slots, the day of the request (`YYYY-MM-DD`), and its score. */
export interface RequestedSlots {
  readonly query: SlotQuery;
  readonly requestedOn: string;
  readonly score: number;
}

/** A query that clients are expected to send, and the score that its key would have. */
export interface ExpectedSlots {
  readonly query: SlotQuery;
  readonly score: number;
}

/**
 * Estimates the demand for answers about a day. Clients do not request yesterday's dates again, but they do request the same
 * barbers, services and zones, equally many days ahead. The two are learned separately and multiplied.
 */
export class SlotDemand {
  private readonly byWhat = new Map<string, { query: SlotQuery; score: number }>();
  private readonly byDaysAhead = new Map<number, number>();
  private readonly byTimezone = new Map<string, number>();
  private total = 0;

  constructor(requested: readonly RequestedSlots[]) {
    for (const { query, requestedOn, score } of requested) {
      const what = whatOf(query);
      this.byWhat.set(what, { query, score: (this.byWhat.get(what)?.score ?? 0) + score });
      add(this.byDaysAhead, daysBetween(requestedOn, query.date), score);
      if (query.timezone !== undefined) add(this.byTimezone, query.timezone, score);
      this.total += score;
    }
  }

  /** The requested time zones, at most `most`, in descending order of demand. */
  timezones(most: number): string[] {
    return [...this.byTimezone]
      .toSorted(([, left], [, right]) => right - left)
      .slice(0, most)
      .map(([zone]) => zone);
  }

  /** What clients will request on the day `today` about one of `dates`: each place, service and zone, as many days ahead as clients ask. */
  *expected(dates: readonly string[], today: string): Generator<ExpectedSlots> {
    for (const date of dates) {
      const share = (this.byDaysAhead.get(daysBetween(today, date)) ?? 0) / this.total;
      if (!(share > 0)) continue;
      for (const { query, score } of this.byWhat.values()) {
        yield { query: { ...query, date }, score: score * share };
      }
    }
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
