import { intersect, isNotEmpty } from './interval.js';
import type { Window } from './windows.js';

/** Dates of a location's calendar, both included, on which other hours apply than those of the week. */
export interface Closure {
  readonly from: string;
  readonly to: string;
  /** Empty: closed. */
  readonly windows: readonly Window[];
}

/** Windows by date (`YYYY-MM-DD`). */
export type WindowsByDate = Readonly<Record<string, readonly Window[]>>;

/** The closures that concern one of `dates`, which must be in order. */
export function closuresOver(closures: readonly Closure[], dates: readonly string[]): readonly Closure[] {
  const [first, last] = [dates[0], dates.at(-1)];
  if (closures.length === 0 || first === undefined || last === undefined) return [];
  return closures.filter(({ from, to }) => from <= last && to >= first);
}

/**
 * The hours of those `dates` that a closure changes. Where several do, a location is open only while all of them leave it open:
 * the order in which they were made does not matter.
 */
export function specialHours(closures: readonly Closure[], dates: readonly string[]): WindowsByDate {
  const hours: Record<string, readonly Window[]> = {};
  for (const { from, to, windows } of closuresOver(closures, dates)) {
    for (const date of dates) {
      if (date < from || date > to) continue;
      const known = hours[date];
      hours[date] = known === undefined ? windows : shared(known, windows);
    }
  }
  return hours;
}

function shared(some: readonly Window[], others: readonly Window[]): Window[] {
  return intersect(some.map(intervalOf), others.map(intervalOf))
    .filter(isNotEmpty)
    .map(({ from, until }): Window => [from, until]);
}

const intervalOf = ([from, until]: Window) => ({ from, until });
