import { setImmediate } from 'node:timers/promises';
import { DAY_MS } from '../../time/durations.js';
import type { Interval } from '../wall-time/interval.js';
import { barberCalendars, type ShopBarberCalendar } from './barber-calendar.js';
import type { ShopSnapshot } from './shop-snapshot.js';
import { searchParts } from './search-parts.js';
import { freeStarts, isFull, type SlotRules } from './slots.js';

/** {@link firstStart} searches at most this many days at a time, and fewer if they have more windows than this. */
const MOST_DAYS = 32;
const MOST_WINDOWS = 20_000;

/** A start and the ids of the barbers who can be booked at it. */
export interface OpenStart {
  readonly start: number;
  readonly barberIds: readonly number[];
}

/**
 * The starts in `range`, in order, at which at least one barber is free. Minimum notice and horizon are ignored: the starts
 * that time alone will add or remove determine how long an answer stays valid. The calendars must cover `range`.
 */
export function openStarts(
  calendars: readonly ShopBarberCalendar[],
  range: Interval,
  rules: SlotRules,
): OpenStart[] {
  const timeless = { ...rules, earliest: -Infinity, latest: Infinity };
  const barbersByStart = new Map<number, number[]>();
  for (const calendar of calendars) {
    for (const start of freeStarts(calendar, range, timeless)) {
      const barberIds = barbersByStart.get(start);
      if (barberIds === undefined) barbersByStart.set(start, [calendar.barberId]);
      else barberIds.push(calendar.barberId);
    }
  }
  return [...barbersByStart]
    .map(([start, barberIds]) => ({ start, barberIds }))
    .toSorted((a, b) => a.start - b.start);
}

/**
 * The first of {@link openStarts}, without building all starts of the range: it searches one day, then stretches that double
 * in length, up to 32 days. Between the stretches, the process may do something else: ten years may be searched.
 */
export async function firstStart(
  shop: ShopSnapshot,
  range: Interval,
  rules: SlotRules,
): Promise<OpenStart | undefined> {
  for (const part of searchParts(shop, range)) {
    const first = await firstStartIn(part, shop, rules);
    if (first !== undefined) return first;
  }
  return undefined;
}

async function firstStartIn(
  range: Interval,
  shop: ShopSnapshot,
  rules: SlotRules,
): Promise<OpenStart | undefined> {
  const longest = Math.max(1, Math.min(MOST_DAYS, Math.floor(MOST_WINDOWS / windowsPerDay(shop)))) * DAY_MS;
  let length = DAY_MS;
  for (let { from } = range; from < range.until; from += length, length = Math.min(2 * length, longest)) {
    if (from > range.from) await setImmediate();
    const stretch = { from, until: Math.min(from + length, range.until) };
    const barbers = shop.barbers.filter((barber) => !isFull(barber, stretch, rules));
    if (barbers.length === 0) continue;
    const [first] = openStarts(barberCalendars({ ...shop, barbers }, stretch), stretch, rules);
    if (first !== undefined) return first;
  }
  return undefined;
}

/** At least as many windows as a day has, of all barbers together. */
function windowsPerDay({ barbers, location }: ShopSnapshot): number {
  const most = (days: readonly (readonly unknown[])[]) =>
    Math.max(0, ...days.map((windows) => windows.length));
  const ofHours = most([...(location.hours ?? []), ...location.closures.map(({ windows }) => windows)]);
  return barbers.reduce(
    (sum, { weekly, rota, overrides }) =>
      sum + ofHours + most([...weekly, ...(rota?.weeks.flat() ?? []), ...Object.values(overrides)]),
    1,
  );
}
