import type { Interval } from './interval.js';
import type { Shop, ShopBarber } from './shop.js';
import type { BarberCalendar, SlotRules } from './slots.js';
import { resolveWindows } from './window-resolution.js';
import { datesAround } from './zone-day.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The barber's calendar for starts in `range`, which `shop` was loaded for. */
export function barberCalendar({ location }: Shop, barber: ShopBarber, range: Interval): BarberCalendar {
  const { weekly, overrides, timeOff, busy } = barber;
  const dates = datesAround(location.timezone, range);
  const windows = resolveWindows(location.timezone, dates, { weekly, overrides, hours: location.hours });
  return { windows, busy, timeOff };
}

/** The shop's rules at the instant `now`. */
export function slotRules({ service, settings }: Shop, now: number): SlotRules {
  return {
    durationMinutes: service.durationMinutes,
    bufferBeforeMinutes: service.bufferBeforeMinutes,
    bufferAfterMinutes: service.bufferAfterMinutes,
    intervalMinutes: settings.slotIntervalMinutes,
    earliest: now + settings.minimumNoticeMinutes * MINUTE,
    latest: now + settings.bookingHorizonDays * DAY,
  };
}
