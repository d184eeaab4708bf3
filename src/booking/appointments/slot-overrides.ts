import { MINUTE_MS } from '../../time/durations.js';
import type { ShopBarberCalendar } from '../slots/barber-calendar.js';
import type { SlotRules, WorkingWindow } from '../slots/slots.js';

/** The rules that staff may go beyond when they are asked to. An overlap with another appointment is none of them. */
export const OVERRIDES = ['notice', 'grid', 'hours', 'horizon', 'limits'] as const;
export type Override = (typeof OVERRIDES)[number];

/** The rules without the notice and the horizon, if these are overridden. */
export function rulesBeyond(rules: SlotRules, overrides: ReadonlySet<Override>): SlotRules {
  return {
    ...rules,
    earliest: overrides.has('notice') ? -Infinity : rules.earliest,
    latest: overrides.has('horizon') ? Infinity : rules.latest,
  };
}

/**
 * The calendar in which a start counts as offered although it is outside the hours or off the grid. Beyond the hours, the
 * grid of a window still holds for starts within it, unless it is overridden as well. Barbers who left have no time at all.
 */
export function calendarBeyond<Calendar extends ShopBarberCalendar>(
  calendar: Calendar,
  start: number,
  { durationMinutes }: SlotRules,
  overrides: ReadonlySet<Override>,
): Calendar {
  const end = start + durationMinutes * MINUTE_MS;
  const own: WorkingWindow = { from: start, until: end, worksUntil: end };
  const around = calendar.windows.filter(({ from, until }) => from <= start && until > start);
  if (overrides.has('hours') && calendar.isActive) {
    const windows =
      overrides.has('grid') || around.length === 0
        ? [own]
        : around.map((window) => ({ ...window, worksUntil: Math.max(window.worksUntil, end) }));
    return { ...calendar, windows, timeOff: [] };
  }
  if (!overrides.has('grid')) return calendar;
  return { ...calendar, windows: around.map((window) => ({ ...window, from: start })) };
}
