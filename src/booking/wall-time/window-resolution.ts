import { Temporal } from 'temporal-polyfill';
import { DAY_MINUTES, MINUTE_MS } from '../../time/durations.js';
import { type Rota, rotaWindows } from './rota.js';
import { type Closure, specialHours, type WindowsByDate } from './special-hours.js';
import type { Week, Window } from './windows.js';
import { ALL_HOURS, wallTimeOf } from './windows.js';
import { type Interval, intersect, isNotEmpty, merged } from './interval.js';
import { shiftDate, weekdayOf, zoneDay } from './zone-day.js';

/** A barber's working times as wall-clock rules. */
export interface WorkingRules {
  readonly weekly: Week;
  /** Replaces the week from a date on. */
  readonly rota?: Rota | null;
  /** Replaces the windows of week and rota on that date; an empty list means a day off. */
  readonly overrides: WindowsByDate;
  /** Business hours; `null`: open all hours. */
  readonly hours: Week | null;
  /** Replaces the business hours on some dates. */
  readonly closures?: readonly Closure[];
}

/**
 * Resolves the windows of `dates` in `zone` to instants. The barber's windows and the business hours are resolved separately
 * and then intersected, so that a clock change moves both alike. Adjacent windows are not merged.
 *
 * @param shortest leaves out windows that, with those that touch them, are certainly shorter than so many minutes
 */
export function resolveWindows(
  zone: string,
  dates: readonly string[],
  { weekly, rota = null, overrides, hours, closures = [] }: WorkingRules,
  shortest = 0,
): Interval[] {
  const special = specialHours(closures, dates);
  if (hours === null || hours.every(isWholeDay)) {
    const isLimited = (date: string) => special[date] !== undefined && !isWholeDay(special[date]);
    const usual = dates.filter((date) => !isLimited(date));
    // A window belongs to the day it begins: a night that begins before a closure stays whole, and one that begins on special hours ends with them.
    const limited = dates
      .filter(isLimited)
      .flatMap((date) =>
        intersect(
          resolveDays(zone, [date], weekly, overrides, 0, rota),
          resolveDays(zone, [date], ALL_HOURS, special, 0),
        ),
      );
    return [...resolveDays(zone, usual, weekly, overrides, shortest, rota), ...limited];
  }
  // Of a closed day's windows, nothing is left on the next one either.
  const open = dates.filter((date) => special[date]?.length !== 0);
  const working = resolveDays(zone, open, weekly, overrides, shortest, rota);
  if (working.length === 0) return working;
  return intersect(working, resolveDays(zone, dates, hours, special, shortest));
}

function resolveDays(
  zone: string,
  dates: readonly string[],
  weekly: Week,
  overrides: WindowsByDate,
  shortest: number,
  rota: Rota | null = null,
): Interval[] {
  const longEnough = shortest > 0 ? longerThan(shortest, weekly) : weekly;
  // Whether a date and its neighbours, whose windows may touch, are as the week says and keep to its lengths.
  const isUsual = (date: string) =>
    [date, shiftDate(date, -1), shiftDate(date, 1)].every(
      (near) =>
        zoneDay(zone, near).isPlain && overrides[near] === undefined && rotaWindows(rota, near) === undefined,
    );
  return dates.flatMap((date) => {
    const week = longEnough !== weekly && isUsual(date) ? longEnough : weekly;
    return resolveDay(zone, date, overrides[date] ?? rotaWindows(rota, date) ?? windowsOn(date, week));
  });
}

/** The windows of a week that, with those that touch them, are at least so long; the week repeats. */
function longerThan(minutes: number, week: Week): Week {
  const days = [...week, ...week, ...week];
  const stretches = merged(
    days.flatMap((windows, day) => windows.map((window) => intervalOf(window, day - week.length))),
  ).filter(({ from, until }) => until - from >= minutes);
  return week.map((windows, day) =>
    windows.filter((window) => {
      const { from, until } = intervalOf(window, day);
      return stretches.some((stretch) => stretch.from <= from && until <= stretch.until);
    }),
  );
}

/** A window as minutes since the first day's start. */
function intervalOf([start, end]: Window, day: number): Interval {
  return { from: day * DAY_MINUTES + start, until: day * DAY_MINUTES + end };
}

/**
 * Resolves the windows of one date by Temporal's "compatible" rule: a time that a clock change skips is moved forward by the
 * length of the gap, a time that occurs twice is the first one. A date that the zone skipped has no windows.
 */
function resolveDay(zone: string, date: string, windows: readonly Window[]): Interval[] {
  if (windows.length === 0) return [];
  const day = zoneDay(zone, date);
  if (!isNotEmpty(day)) return [];
  const instantOf = (minute: number) =>
    day.isPlain && minute <= DAY_MINUTES
      ? day.from + minute * MINUTE_MS
      : compatibleInstant(zone, date, minute);
  return windows
    .map(([start, end]) => ({ from: instantOf(start), until: instantOf(end) }))
    .filter(isNotEmpty);
}

function compatibleInstant(zone: string, date: string, minute: number): number {
  const day = minute < DAY_MINUTES ? date : shiftDate(date, 1);
  const wall = `${day}T${wallTimeOf(minute % DAY_MINUTES)}`;
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
