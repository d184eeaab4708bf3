import type { Day } from '../../api/desk.js';
import { dateIn, minutesIn } from '../../parts/times.js';

const HOUR = 60;
const DAY = 24 * HOUR;
/** Shown where no barber works. */
const USUAL: readonly [number, number] = [9 * HOUR, 18 * HOUR];
/** Dragging goes in steps of this many minutes. */
export const STEP = 5;

/** From when to when, as instants. */
interface Span {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** The part of a day that is shown: minutes since its midnight, on the shop's clock. */
export interface Scale {
  readonly from: number;
  readonly to: number;
}

/** Minutes since the midnight of a date; beside the date, before 0 or after 24 h. Pure. */
export function minutesOn(date: string, zone: string, at: string | number): number {
  const days = (Date.parse(dateIn(zone, at)) - Date.parse(date)) / 86_400_000;
  return days * DAY + minutesIn(zone, at);
}

/** Whole hours around all that the day has. Pure. */
export function scaleOf({ date, timezone, barbers }: Day): Scale {
  const spans: readonly Span[] = barbers.flatMap(({ windows, bookings }) => [...windows, ...bookings]);
  const starts = spans.map(({ startsAt }) => minutesOn(date, timezone, startsAt));
  const ends = spans.map(({ endsAt }) => minutesOn(date, timezone, endsAt));
  if (spans.length === 0) return { from: USUAL[0], to: USUAL[1] };
  return {
    from: Math.max(0, Math.floor(Math.min(...starts) / HOUR) * HOUR),
    to: Math.ceil(Math.max(...ends) / HOUR) * HOUR,
  };
}

/** Where a span stands in a column, in minutes from its top; `undefined` if it is not in the part that is shown. Pure. */
export function placeOf(
  scale: Scale,
  date: string,
  zone: string,
  span: Span,
): { top: number; height: number } | undefined {
  const start = Math.max(scale.from, minutesOn(date, zone, span.startsAt));
  const end = Math.min(scale.to, minutesOn(date, zone, span.endsAt));
  return end <= start ? undefined : { top: start - scale.from, height: end - start };
}
