import type { ShopBarberCalendar } from './barber-calendar.js';
import type { Interval } from '../wall-time/interval.js';
import { freeStarts, type SlotRules } from './slots.js';

/** A start and who can be booked at it, by id. */
export interface OpenStart {
  readonly start: number;
  readonly barberIds: readonly number[];
}

/**
 * The starts in `range`, which the calendars were made for, at which somebody is free, in order, whatever minimum notice and horizon say: who
 * knows those that time will bring can tell how long an answer holds.
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
