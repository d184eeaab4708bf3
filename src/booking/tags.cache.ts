import { DAY_MS, HOUR_MS } from '../time/durations.js';
import type { Interval } from './wall-time/interval.js';

const LONGEST_DAY_MS = 26 * HOUR_MS;

/** Where what is asked without a location lives: the first location's answers, which every location may become. */
export const DEFAULT_LOCATION_SHARD = 'loc:default';

export const locationShard = (id: number | undefined) =>
  id === undefined ? DEFAULT_LOCATION_SHARD : `loc:${id}`;
export const barberShard = (id: number) => `barber:${id}`;
export const userShard = (id: number) => `user:${id}`;
export const businessShard = (id: number) => `biz:${id}`;

/** What every slot rests on: services, booking settings, business hours, the location's zone. */
export const RULES = 'rules';
/** The location itself: its zone and its business. */
export const LOCATION = 'location';
export const BUSINESS_HOURS = 'hours';
export const BOOKING_SETTINGS = 'settings';
export const USER_TIMEZONE = 'timezone';

/** Who is asked about: one barber, or anybody. A change of a barber forgets both his tags and anybody's. */
export type Who = number | undefined;

/** Weeks, services, comings and goings: whatever may concern any day. */
export const whoTag = (who: Who) => (who === undefined ? 'anybody' : `barber_${who}`);
/** One UTC day (ADR 0001). */
export const dayTag = (who: Who, utcDay: string) => `${whoTag(who)}:${utcDay}`;
/** Carried by what looks at all days: a change of one day forgets it as well. */
export const anyDayTag = (who: Who) => `${whoTag(who)}:any-day`;
/** Carried by what shows a barber's overrides and time off as such. */
export const availabilityTag = (barberId: number) => `${whoTag(barberId)}:availability`;

/** The UTC days that a range of instants touches, as `YYYY-MM-DD`. */
export function utcDays({ from, until }: Interval): string[] {
  const days: string[] = [];
  for (let day = Math.floor(from / DAY_MS); day * DAY_MS < until; day++) {
    days.push(new Date(day * DAY_MS).toISOString().slice(0, 10));
  }
  return days;
}

/** The tags of all UTC days that a range of instants touches. */
export const dayTags = (who: Who, range: Interval) => utcDays(range).map((day) => dayTag(who, day));

/** The instants that the dates `from` to `to` (inclusive) can have in any zone, UTC+14 to UTC-12. */
export function anywhereOnEarth(from: string, to: string = from): Interval {
  return {
    from: Date.parse(`${from}T00:00Z`) - 14 * HOUR_MS,
    until: Date.parse(`${to}T00:00Z`) + DAY_MS + 12 * HOUR_MS,
  };
}

/**
 * A range and a day, the longest there is, on both sides of it: an answer about a day depends on the UTC days of the slots that it
 * could have had, and a change of windows in the range may bring it others beside them (ADR 0007).
 */
export function aDayAround({ from, until }: Interval): Interval {
  return { from: from - LONGEST_DAY_MS, until: until + LONGEST_DAY_MS };
}
