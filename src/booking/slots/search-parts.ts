import { DAY_MINUTES, DAY_MS } from '../../time/durations.js';
import { anywhereOnEarth, slotsOfWindows } from '../tags.cache.js';
import { clockChanges } from '../wall-time/clock-changes.js';
import { intersect, type Interval, isNotEmpty, merged } from '../wall-time/interval.js';
import { rotaWindows } from '../wall-time/rota.js';
import { specialHours } from '../wall-time/special-hours.js';
import type { Week, Window } from '../wall-time/windows.js';
import { shiftDate, weekdayOf } from '../wall-time/zone-day.js';
import type { ShopBarber, ShopSnapshot } from './shop-snapshot.js';

/**
 * The parts of `range`, in order, in which some barber may have windows that are long enough for the service; windows that touch
 * count as one. If the windows of any week are long enough, that is all of the range. Otherwise it is the dates of long enough
 * overrides, the dates on which other weeks begin or the location has special hours, and the days around clock changes, which lengthen
 * windows. So a service that fits nowhere is not searched for through ten years of days.
 */
export function searchParts(shop: ShopSnapshot, range: Interval): Interval[] {
  if (!isNotEmpty(range)) return [];
  const { location, barbers } = shop;
  const { hours, timezone, closures } = location;
  const needed = shop.service.durationMinutes;
  const weeksOf = ({ weekly, rota }: ShopBarber) => [[weekly], ...(rota === null ? [] : [rota.weeks])];
  const fitsWithin = (limit: Week | null) =>
    barbers.some((barber) => weeksOf(barber).some((weeks) => longestIn(weeks, limit) >= needed));
  if (fitsWithin(hours)) return [range];
  const dates = barbers.flatMap((barber) =>
    datesOfOwn(barber).filter((date) => longestAround(date, barber, shop) >= needed),
  );
  const opened =
    hours !== null && fitsWithin(null) ? closures.filter(({ windows }) => windows.length > 0) : [];
  const days = [
    ...dates.map((date) => anywhereOnEarth(date)),
    ...opened.map(({ from, to }) => anywhereOnEarth(from, to)),
  ].map(slotsOfWindows);
  const worksAtAll = barbers.some((barber) =>
    [...weeksOf(barber).flat(2), ...Object.values(barber.overrides)].some((windows) => windows.length > 0),
  );
  const changes = worksAtAll ? clockChanges(timezone, widened(range, 2 * DAY_MS)) : [];
  const around = changes.map((at) => widened({ from: at, until: at }, 2 * DAY_MS));
  return intersect(merged([...days, ...around]), [range]).filter(isNotEmpty);
}

/** The dates on which a barber's windows may touch others than those of the same weeks. */
function datesOfOwn({ rota, overrides }: ShopBarber): string[] {
  const dates = Object.keys(overrides).filter((date) => (overrides[date] ?? []).length > 0);
  return rota === null ? dates : [...dates, rota.startDate];
}

/** The longest working time without a gap in weeks that repeat, within `hours`, in minutes; every day counts as 24 hours. */
function longestIn(weeks: readonly Week[], hours: Week | null): number {
  const open = hours === null ? undefined : weeks.flatMap(() => hours);
  // The week twice, since a shift may go on from its last day into its first.
  return longest(twice(weeks.flat()), open && twice(open));
}

/** The longest working time without a gap that includes a date or a day beside it. */
function longestAround(date: string, { weekly, rota, overrides }: ShopBarber, shop: ShopSnapshot): number {
  const { hours, closures } = shop.location;
  const dates = [-1, 0, 1].map((days) => shiftDate(date, days));
  const ofWeek = (week: Week, day: string) => week[weekdayOf(day) - 1] ?? [];
  const working = dates.map((day) => overrides[day] ?? rotaWindows(rota, day) ?? ofWeek(weekly, day));
  if (hours === null) return longest(working);
  const special = specialHours(closures, dates);
  return longest(
    working,
    dates.map((day) => special[day] ?? ofWeek(hours, day)),
  );
}

/** The longest stretch of windows of consecutive days that touch, within the hours of these days. */
function longest(days: readonly (readonly Window[])[], hours?: readonly (readonly Window[])[]): number {
  const working = stretchesOf(days);
  const open = hours === undefined ? working : merged(intersect(working, stretchesOf(hours)));
  return Math.max(0, ...open.map(({ from, until }) => until - from));
}

function stretchesOf(days: readonly (readonly Window[])[]): Interval[] {
  return merged(
    days.flatMap((windows, day) =>
      windows.map(([start, end]) => ({ from: day * DAY_MINUTES + start, until: day * DAY_MINUTES + end })),
    ),
  );
}

const twice = <Item>(items: readonly Item[]): Item[] => [...items, ...items];

const widened = ({ from, until }: Interval, by: number): Interval => ({ from: from - by, until: until + by });
