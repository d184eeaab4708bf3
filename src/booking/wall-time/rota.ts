import { DAY_MS } from '../../time/durations.js';
import type { Week, Window } from './windows.js';
import { weekdayOf } from './zone-day.js';

/** Weeks that alternate, from a date on. */
export interface Rota {
  /** The first date that it applies to (`YYYY-MM-DD`). The calendar week of this date, from Monday on, has the first of the weeks. */
  readonly startDate: string;
  readonly weeks: readonly Week[];
}

/** The windows of a date by the rota; `undefined` before it begins. */
export function rotaWindows(rota: Rota | null, date: string): readonly Window[] | undefined {
  if (rota === null || date < rota.startDate) return undefined;
  const passed = (mondayOf(date) - mondayOf(rota.startDate)) / (7 * DAY_MS);
  return rota.weeks[passed % rota.weeks.length]?.[weekdayOf(date) - 1] ?? [];
}

function mondayOf(date: string): number {
  return Date.parse(date) - (weekdayOf(date) - 1) * DAY_MS;
}
