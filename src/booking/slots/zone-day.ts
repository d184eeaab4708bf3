import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import { wallTimeOf } from '../windows/windows.js';
import type { Interval } from './interval.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A date of a zone as instants; empty where the zone skipped the date. */
export interface ZoneDay extends Interval {
  readonly zone: string;
  /** No clock change inside: wall time is elapsed time since `from`. */
  readonly isPlain: boolean;
}

/** Temporal takes tens of microseconds for each; ten years of one zone are 3650. */
const starts = new LRUCache<string, number>({ max: 20_000 });

/** The day `date` (`YYYY-MM-DD`) of `zone`: from its first instant to the next date's first. */
export function zoneDay(zone: string, date: string): ZoneDay {
  const from = startOfDay(zone, date);
  const until = startOfDay(zone, shiftDate(date, 1));
  // A zone changes its clock at most once a day, so a change inside makes it longer or shorter.
  return { zone, from, until, isPlain: until - from === DAY };
}

function startOfDay(zone: string, date: string): number {
  const key = `${date} ${zone}`;
  let start = starts.get(key);
  if (start === undefined) {
    start = Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;
    starts.set(key, start);
  }
  return start;
}

/** The date on `zone`'s calendar at `instant`. */
export function dateAt(zone: string, instant: number): string {
  return zoned(zone, instant).toPlainDate().toString();
}

/** The time on the clock at an instant of the day, as `HH:mm`. */
export function wallTimeAt({ zone, from, isPlain }: ZoneDay, instant: number): string {
  if (isPlain) return wallTimeOf(Math.floor((instant - from) / MINUTE));
  return zoned(zone, instant).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** `date` moved by whole days of the calendar. */
export function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
}

/** ISO weekday of `date`, 1 for Monday. */
export function weekdayOf(date: string): number {
  return new Date(date).getUTCDay() || 7;
}

/** Every date from the one before `range` begins to the one after it ends: no other date's windows can reach into it. */
export function datesAround(zone: string, { from, until }: Interval): string[] {
  const last = shiftDate(dateAt(zone, until), 1);
  const dates: string[] = [];
  for (let date = shiftDate(dateAt(zone, from), -1); date <= last; date = shiftDate(date, 1))
    dates.push(date);
  return dates;
}

function zoned(zone: string, instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
}
