import { DAY_MS } from '../../time/durations.js';
import { anywhereOnEarth } from '../tags.cache.js';
import { clockChanges } from '../wall-time/clock-changes.js';
import { intersect, type Interval, isNotEmpty, merged } from '../wall-time/interval.js';
import type { Week, Window } from '../wall-time/windows.js';
import { weekdayOf } from '../wall-time/zone-day.js';
import type { ShopSnapshot } from './shop-snapshot.js';

/**
 * The parts of `range` in which some barber may have a window that is long enough for the service, in order: all of it if a
 * window of any week is, else the dates of long enough overrides, and the days around clock changes, which lengthen windows.
 * A service that fits nowhere is not searched for through ten years of days.
 */
export function searchParts(shop: ShopSnapshot, range: Interval): Interval[] {
  if (!isNotEmpty(range)) return [];
  const { location, barbers } = shop;
  const { hours, timezone } = location;
  const needed = shop.service.durationMinutes;
  const fits = (windows: readonly Window[] | undefined, weekday: number) =>
    longestIn(windows ?? [], hours?.[weekday - 1]) >= needed;
  if (barbers.some(({ weekly }) => weekdaysOf(weekly).some((day) => fits(weekly[day - 1], day))))
    return [range];
  const days = barbers.flatMap(({ overrides }) =>
    Object.entries(overrides)
      .filter(([date, windows]) => fits(windows, weekdayOf(date)))
      .map(([date]) => anywhereOnEarth(date)),
  );
  const worksAtAll = barbers.some(({ weekly, overrides }) =>
    [...weekly, ...Object.values(overrides)].some((windows) => windows.length > 0),
  );
  const changes = worksAtAll ? clockChanges(timezone, widened(range, 2 * DAY_MS)) : [];
  const around = changes.map((at) => widened({ from: at, until: at }, 2 * DAY_MS));
  return intersect(merged([...days, ...around]), [range]).filter(isNotEmpty);
}

const weekdaysOf = (week: Week) => week.map((_, index) => index + 1);

/** The longest stretch of `windows` within `hours`, in minutes of a day without a clock change. */
function longestIn(windows: readonly Window[], hours: readonly Window[] | undefined): number {
  const open =
    hours === undefined ? windows.map(intervalOf) : intersect(windows.map(intervalOf), hours.map(intervalOf));
  return Math.max(0, ...open.map(({ from, until }) => until - from));
}

const intervalOf = ([from, until]: Window): Interval => ({ from, until });

const widened = ({ from, until }: Interval, by: number): Interval => ({ from: from - by, until: until + by });
