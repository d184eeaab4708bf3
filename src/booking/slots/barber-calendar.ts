import { MINUTE_MS } from '../../time/durations.js';
import type { Interval } from '../wall-time/interval.js';
import type { ShopSnapshot } from './shop-snapshot.js';
import { type BarberCalendar, type SlotRules, workingWindows } from './slots.js';
import { closuresOver } from '../wall-time/special-hours.js';
import { resolveWindows } from '../wall-time/window-resolution.js';
import { dateAt, datesAround, shiftDate, zoneDay } from '../wall-time/zone-day.js';

/** A barber's calendar with the barber's id. */
export interface ShopBarberCalendar extends BarberCalendar {
  readonly barberId: number;
  readonly isActive: boolean;
}

/**
 * Builds each barber's calendar for starts in `range`, which `shop` must have been loaded for; in the order of the barbers.
 * Windows that are too short for the service are left out.
 */
export function barberCalendars(
  { location, service, barbers }: ShopSnapshot,
  range: Interval,
): ShopBarberCalendar[] {
  const { timezone, hours } = location;
  const dates = datesAround(timezone, range);
  const closures = closuresOver(location.closures, dates);
  const shortest = service.durationMinutes * MINUTE_MS;
  return barbers.map(({ id, isActive, weekly, rota, overrides, timeOff, busy }) => ({
    barberId: id,
    isActive,
    windows: workingWindows(
      resolveWindows(timezone, dates, { weekly, rota, overrides, hours, closures }, service.durationMinutes),
    ).filter(({ from, worksUntil }) => worksUntil - from >= shortest),
    busy,
    timeOff,
  }));
}

/** The slot rules of the shop at the instant `now`. The last day of the horizon is whole, on the shop's calendar. */
export function slotRules({ location, service, settings }: ShopSnapshot, now: number): SlotRules {
  const { timezone } = location;
  const lastDay = shiftDate(dateAt(timezone, now), settings.bookingHorizonDays);
  return {
    durationMinutes: service.durationMinutes,
    bufferBeforeMinutes: service.bufferBeforeMinutes,
    bufferAfterMinutes: service.bufferAfterMinutes,
    intervalMinutes: settings.slotIntervalMinutes,
    packsSlots: settings.slotPacking,
    earliest: now + settings.minimumNoticeMinutes * MINUTE_MS,
    latest: zoneDay(timezone, lastDay).until - 1,
  };
}

/** The instant at which a start enters the booking horizon: the beginning of a day of the shop. */
export function entersHorizon({ location, settings }: ShopSnapshot, start: number): number {
  const { timezone } = location;
  return zoneDay(timezone, shiftDate(dateAt(timezone, start), -settings.bookingHorizonDays)).from;
}
