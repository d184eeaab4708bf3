import { Temporal } from 'temporal-polyfill';
import { DAY_MINUTES, MINUTE_MS } from '../../time/durations.js';
import type { Week, Window } from './windows.js';
import { wallTimeOf } from './windows.js';
import { type Interval, intersect, isNotEmpty } from './interval.js';
import { shiftDate, weekdayOf, zoneDay } from './zone-day.js';

/** The wall-clock rules of when somebody works. */
export interface WorkingRules {
  readonly weekly: Week;
  /** By date (`YYYY-MM-DD`); replaces the weekly windows of that date, none meaning that he is off. */
  readonly overrides: Readonly<Record<string, readonly Window[]>>;
  /** `null`: open all hours. */
  readonly hours: Week | null;
}

/**
 * The windows of `dates` in `zone` as instants: the barber's and the business's are resolved each for itself and then
 * intersected, so that a clock change moves both alike. Abutting windows stay apart.
 */
export function resolveWindows(zone: string, dates: readonly string[], rules: WorkingRules): Interval[] {
  const { weekly, overrides, hours } = rules;
  const working = dates.flatMap((date) => resolveDay(zone, date, overrides[date] ?? windowsOn(date, weekly)));
  if (hours === null || hours.every(isWholeDay) || working.length === 0) return working;
  return intersect(
    working,
    dates.flatMap((date) => resolveDay(zone, date, windowsOn(date, hours))),
  );
}

/**
 * The windows of one date of `zone` as instants, by Temporal's "compatible" rule: a time that a clock change skips is as
 * much later, one that comes twice is the first. A date that the zone skipped has none.
 */
function resolveDay(zone: string, date: string, windows: readonly Window[]): Interval[] {
  if (windows.length === 0) return [];
  const day = zoneDay(zone, date);
  if (!isNotEmpty(day)) return [];
  const instantOf = day.isPlain
    ? (minute: number) => day.from + minute * MINUTE_MS
    : (minute: number) => compatibleInstant(zone, date, minute);
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

/** Days that are open throughout cut nothing, not even where a clock change pushes a window past midnight. */
function isWholeDay([window]: readonly Window[]): boolean {
  return window?.[0] === 0 && window[1] === DAY_MINUTES;
}
