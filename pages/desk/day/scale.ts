import type { Day } from '../../api/desk.js';
import { addDays } from '../../parts/dates.js';
import { midnightOf } from '../../parts/times.js';

const HOUR = 60;
const MINUTE_MS = 60_000;
/** Pixels of a minute, on a day without short bookings. */
const PIXELS = 1.5;
/** Pixels that the shortest booking takes. */
const LEAST = 28;
/** Minutes; bookings that follow each other sooner lie over each other. */
const SHORTEST = 5;
/** Shown where no barber works. */
const USUAL: readonly [number, number] = [9 * HOUR, 18 * HOUR];
/** Dragging goes in steps of this many minutes. */
export const STEP = 5;

/** From when to when, as instants. */
interface Span {
  readonly startsAt: string;
  readonly endsAt: string;
}

/**
 * The part of a day that is shown: minutes that have passed since its midnight. Where clocks change they are not those on the clock:
 * then an hour is shown twice, or not at all.
 */
export interface Scale {
  /** Epoch milliseconds. */
  readonly midnight: number;
  readonly from: number;
  readonly to: number;
  /** Of a minute. */
  readonly pixels: number;
}

/** Pure. @param at epoch milliseconds, or a date as text */
export function minutesOn({ midnight }: Pick<Scale, 'midnight'>, at: string | number): number {
  return (new Date(at).getTime() - midnight) / MINUTE_MS;
}

/** The instant after so many minutes. Pure. */
export function instantOf({ midnight }: Pick<Scale, 'midnight'>, minutes: number): string {
  return new Date(midnight + minutes * MINUTE_MS).toISOString();
}

/** Whole hours around all that the day has. Pure. */
export function scaleOf(day: Day): Scale {
  const { date, timezone, barbers } = day;
  const midnight = midnightOf(timezone, date);
  const pixels = pixelsOf(day);
  const spans: readonly Span[] = barbers
    .flatMap((barber) => [barber, barber.nightBefore])
    .flatMap(({ windows, bookings }) => [...windows, ...bookings]);
  const starts = spans.map(({ startsAt }) => minutesOn({ midnight }, startsAt));
  const ends = spans.map(({ endsAt }) => minutesOn({ midnight }, endsAt));
  // A window may go on after midnight: the next day shows that part as its night before.
  const end = minutesOn({ midnight }, midnightOf(timezone, addDays(date, 1)));
  if (spans.length === 0) return { midnight, from: USUAL[0], to: USUAL[1], pixels };
  return {
    midnight,
    from: Math.max(0, Math.floor(Math.min(...starts) / HOUR) * HOUR),
    to: Math.min(end, Math.ceil(Math.max(...ends) / HOUR) * HOUR),
    pixels,
  };
}

/** So many that a booking ends where the barber's next one begins. */
function pixelsOf({ barbers }: Day): number {
  const steps = barbers.flatMap(({ bookings }) =>
    bookings
      .slice(1)
      .map(({ startsAt }, index) => minutesOn({ midnight: Date.parse(bookings[index]!.startsAt) }, startsAt)),
  );
  return Math.max(PIXELS, LEAST / Math.max(SHORTEST, Math.min(...steps)));
}

/** Where a span stands in a column, in minutes from its top; `undefined` if it is not in the part that is shown. Pure. */
export function placeOf(scale: Scale, span: Span): { top: number; height: number } | undefined {
  const start = Math.max(scale.from, minutesOn(scale, span.startsAt));
  const end = Math.min(scale.to, minutesOn(scale, span.endsAt));
  return end <= start ? undefined : { top: start - scale.from, height: end - start };
}
