import { DAY_MS } from '../../time/durations.js';
import { barberCalendars } from './barber-calendar.js';
import type { Interval } from '../wall-time/interval.js';
import { type OpenStart, openStarts } from './open-starts.js';
import type { ShopSnapshot, ShopBarber } from './shop-snapshot.js';
import type { SlotRules } from './slots.js';

const LONGEST_STRETCH = 32 * DAY_MS;

/**
 * The first of {@link openStarts}, without building all starts of the range: it searches one day, then stretches that double
 * in length, up to 32 days.
 */
export function firstStart(shop: ShopSnapshot, range: Interval, rules: SlotRules): OpenStart | undefined {
  let length = DAY_MS;
  for (
    let { from } = range;
    from < range.until;
    from += length, length = Math.min(2 * length, LONGEST_STRETCH)
  ) {
    const until = Math.min(from + length, range.until);
    const stretch = { from, until };
    const [first] = openStarts(barberCalendars(shop, stretch), stretch, rules);
    if (first !== undefined) return first;
  }
  return undefined;
}

/** Whether the barber has any window at all; if not, no search is needed. */
export function worksAtAll({ weekly, overrides }: ShopBarber): boolean {
  return [...weekly, ...Object.values(overrides)].some((windows) => windows.length > 0);
}
