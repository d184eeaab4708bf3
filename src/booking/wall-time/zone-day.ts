import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { wallTimeOf } from './windows.js';
import { type Interval, isNotEmpty } from './interval.js';

/** A date in a time zone as a range of instants; empty if the zone skipped the date. */
export interface ZoneDay extends Interval {
  readonly zone: string;
  /** Whether the day contains no clock change, so that wall time equals the time elapsed since `from`. */
  readonly isPlain: boolean;
}

/** The dates of the longest request (62 days), and some around them. */
const MOST_DATES = 70;

/** Remembered because Temporal takes tens of microseconds for each; ten years of one zone are 3650 entries. */
const known = new LRUCache<string, ZoneDay>({ max: 10_000 });

/** The day `date` (`YYYY-MM-DD`) of `zone`: from its first instant to the next date's first. */
export function zoneDay(zone: string, date: string): ZoneDay {
  const key = date + zone;
  let day = known.get(key);
  if (day === undefined) {
    const before = known.peek(shiftDate(date, -1) + zone);
    const from = before?.until ?? startOfDay(zone, date);
    const until = startOfDay(zone, shiftDate(date, 1));
    // A zone changes its clock at most once a day, so a change makes the day longer or shorter.
    day = { zone, from, until, isPlain: until - from === DAY_MS };
    known.set(key, day);
  }
  return day;
}

function startOfDay(zone: string, date: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;
}

/** The date in `zone` at `instant`. */
export function dateAt(zone: string, instant: number): string {
  const utcDate = new Date(instant).toISOString().slice(0, 10);
  const guess = zoneDay(zone, utcDate);
  const shift = instant < guess.from ? -1 : instant < guess.until ? 0 : 1;
  const date = shiftDate(utcDate, shift);
  if (isPlainly(zoneDay(zone, date), instant)) return date;
  return zoned(zone, instant).toPlainDate().toString();
}

/** Wall-clock time at `instant`, as `HH:mm`; `day` must contain it, which avoids a look-up of the zone. */
export function wallTimeAt(day: ZoneDay, instant: number): string {
  if (isPlainly(day, instant)) return wallTimeOf(Math.floor((instant - day.from) / MINUTE_MS));
  return zoned(day.zone, instant).toPlainTime().toString({ smallestUnit: 'minute' });
}

/**
 * False where the clock goes back across midnight: times late in the evening then occur again after the next date has
 * started.
 */
function isPlainly({ from, until, isPlain }: ZoneDay, instant: number): boolean {
  return isPlain && from <= instant && instant < until;
}

/** `date` shifted by whole calendar days. */
export function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** ISO weekday of `date`, 1 for Monday. */
export function weekdayOf(date: string): number {
  return new Date(date).getUTCDay() || 7;
}

/**
 * The dates from `first` to `last`, both included.
 * @throws RangeError for more dates than any answer is about
 */
export function datesBetween(first: string, last: string): string[] {
  const length = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  // Negated, so that it also holds for NaN.
  if (!(length <= MOST_DATES)) throw new RangeError(`${length} dates are more than ${MOST_DATES}`);
  return Array.from({ length: Math.max(0, length) }, (_, index) => shiftDate(first, index));
}

/**
 * Every date from the day before `range` to the day after it; windows of other dates cannot reach into it. Where the zone skipped that day, from
 * the one before: a window that ends on the skipped day ends on the next one.
 */
export function datesAround(zone: string, { from, until }: Interval): string[] {
  const before = shiftDate(dateAt(zone, from), -1);
  const first = isNotEmpty(zoneDay(zone, before)) ? before : shiftDate(before, -1);
  return datesBetween(first, shiftDate(dateAt(zone, until), 1));
}

function zoned(zone: string, instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
}
