import type { ShopBarberCalendar } from './barber-calendar.js';
import type { Interval } from '../wall-time/interval.js';
import { freeStarts, type SlotRules } from './slots.js';

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
