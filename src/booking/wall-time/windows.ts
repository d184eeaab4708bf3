import { DAY_MINUTES } from '../../time/durations.js';
import { END_OF_DAY } from '../../http/validation/wall-time.js';

/**
 * Minutes of a wall-clock day, from the first up to but not including the second. 1440 is its end; a window that ends the next
 * day ends at 1440 plus the minute of that day, at most a whole day after its start.
 */
export type Window = readonly [startMinute: number, endMinute: number];
/** Seven lists of windows, Monday first. */
export type Week = readonly (readonly Window[])[];

/** A window in the HTTP format; `24:00` is the end of the day. One that ends at or before its start ends the next day. */
export interface WallWindow {
  readonly start: string;
  readonly end: string;
}

/** A weekday's windows in the HTTP format; 1 is Monday. */
export interface WallDay {
  readonly day: number;
  readonly windows: readonly WallWindow[];
}

/** A barber's week before any availability is set. */
export const NO_HOURS: Week = [[], [], [], [], [], [], []];
/** A location's week before any business hours are set. */
export const ALL_HOURS: Week = NO_HOURS.map(() => [[0, DAY_MINUTES]]);

/** `09:30` → 570. */
function minuteOf(wallTime: string): number {
  return Number(wallTime.slice(0, 2)) * 60 + Number(wallTime.slice(3));
}

/** 570 → `09:30`; 1440 → `24:00`; minutes of the next day, as its clock shows them: 1530 → `01:30`. */
export function wallTimeOf(minute: number): string {
  if (minute === DAY_MINUTES) return END_OF_DAY;
  const ofDay = minute % DAY_MINUTES;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}

/** By their starts, whatever order they were sent in. */
export function toWindows(windows: readonly WallWindow[]): Window[] {
  const unordered = windows.map(({ start, end }): Window => {
    const [from, until] = [minuteOf(start), minuteOf(end)];
    return [from, until > from ? until : until + DAY_MINUTES];
  });
  return unordered.toSorted(([one], [other]) => one - other);
}

export function fromWindows(windows: readonly Window[]): WallWindow[] {
  return windows.map(([start, end]) => ({ start: wallTimeOf(start), end: wallTimeOf(end) }));
}

/** Converts the HTTP format to a week; a missing day has no windows. */
export function toWeek(days: readonly WallDay[]): Week {
  const week: Window[][] = [[], [], [], [], [], [], []];
  for (const { day, windows } of days) week[day - 1] = toWindows(windows);
  return week;
}

/** Converts a week to the HTTP format: all seven days, Monday first, including those without windows. */
export function fromWeek(week: Week): WallDay[] {
  return week.map((windows, index) => ({ day: index + 1, windows: fromWindows(windows) }));
}

/** Whether each window starts no earlier than the one before it ended. */
export function areApart(windows: readonly Window[]): boolean {
  return windows.every(([start], index) => start >= (windows[index - 1]?.[1] ?? 0));
}
