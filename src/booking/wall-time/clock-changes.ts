import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import type { Interval } from './interval.js';

/** No zone has more than a few a year. */
const MOST_CHANGES = 500;

/** By zone and year, because finding a change takes Temporal about a millisecond. */
const known = new LRUCache<string, readonly number[]>({ max: 5000 });

/** The instants in `range`, in order, at which the clock of `zone` is changed. */
export function clockChanges(zone: string, { from, until }: Interval): number[] {
  const [first, last] = [from, until].map((instant) => new Date(instant).getUTCFullYear()) as [
    number,
    number,
  ];
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return years.flatMap((year) => changesOf(zone, year)).filter((at) => at >= from && at < until);
}

function changesOf(zone: string, year: number): readonly number[] {
  const key = `${year} ${zone}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const changes: number[] = [];
  const end = Date.UTC(year + 1, 0);
  // A change at the first instant of the year is found, too.
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0) - 1).toZonedDateTimeISO(zone);
  while (changes.length < MOST_CHANGES) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= end) break;
    changes.push(next.epochMilliseconds);
    at = next;
  }
  known.set(key, changes);
  return changes;
}
