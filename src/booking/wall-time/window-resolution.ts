import { Temporal } from 'temporal-polyfill';
import { DAY_MINUTES, DAY_MS, MINUTE_MS } from '../../time/durations.js';
import type { Week, Window } from './windows.js';
import { wallTimeOf } from './windows.js';
import { type Interval, intersect, isNotEmpty } from './interval.js';
import { shiftDate, weekdayOf, type ZoneDay, zoneDay } from './zone-day.js';

/** A barber's working times as wall-clock rules. */
export interface WorkingRules {
  readonly weekly: Week;
  /** By date (`YYYY-MM-DD`); replaces the weekly windows of that date; an empty list means a day off. */
  readonly overrides: Readonly<Record<string, readonly Window[]>>;
  /** Business hours; `null`: open all hours. */
  readonly hours: Week | null;
}

/**
 * Resolves the windows of `dates` in `zone` to instants. The barber's windows and the business hours are resolved separately
 * and then intersected, so that a clock change moves both alike. Adjacent windows are not merged.
 *
 * @param shortest leaves out windows that are certainly shorter than so many minutes
 */
export function resolveWindows(
  zone: string,
  dates: readonly string[],
  { weekly, overrides, hours }: WorkingRules,
  shortest = 0,
): Interval[] {
  const working = resolveDays(zone, dates, weekly, overrides, shortest);
  if (hours === null || hours.every(isWholeDay) || working.length === 0) return working;
  return intersect(working, resolveDays(zone, dates, hours, {}, shortest));
}

function resolveDays(
  zone: string,
  dates: readonly string[],
  weekly: Week,
  overrides: WorkingRules['overrides'],
  shortest: number,
): Interval[] {
  const onPlainDays = weekly.map((windows) => longerThan(shortest, windows));
  return dates.flatMap((date) => {
    const day = zoneDay(zone, date);
    const override = overrides[date];
    if (day.isPlain && override === undefined) return resolveDay(day, date, windowsOn(date, onPlainDays));
    // A clock that goes back may lengthen a window by as much as it lengthens the day.
    const lengthened = Math.max(0, day.until - day.from - DAY_MS) / MINUTE_MS;
    return resolveDay(day, date, longerThan(shortest - lengthened, override ?? windowsOn(date, weekly)));
  });
}

function longerThan(minutes: number, windows: readonly Window[]): readonly Window[] {
  return windows.filter(([start, end]) => end - start >= minutes);
}

/**
 * Resolves the windows of one date by Temporal's "compatible" rule: a time that a clock change skips is moved forward by the
 * length of the gap, a time that occurs twice is the first one. A date that the zone skipped has no windows.
 */
function resolveDay(day: ZoneDay, date: string, windows: readonly Window[]): Interval[] {
  if (windows.length === 0 || !isNotEmpty(day)) return [];
  const instantOf = day.isPlain
    ? (minute: number) => day.from + minute * MINUTE_MS
    : (minute: number) => compatibleInstant(day.zone, date, minute);
  return windows
    .map(([start, end]) => ({ from: instantOf(start), until: instantOf(end) }))
    .filter(isNotEmpty);
}

function compatibleInstant(zone: string, date: string, minute: number): number {
  const wall = minute === DAY_MINUTES ? `${shiftDate(date, 1)}T00:00` : `${date}T${wallTimeOf(minute)}`;
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation: 'compatible' })
    .epochMilliseconds;
}

function windowsOn(date: string, week: Week): readonly Window[] {
  return week[weekdayOf(date) - 1] ?? [];
}

/** A business day that is open throughout never limits a window, even if a clock change pushes the window past midnight. */
function isWholeDay([window]: readonly Window[]): boolean {
  return window?.[0] === 0 && window[1] === DAY_MINUTES;
}
