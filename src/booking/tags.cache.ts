import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/durations.js';
import type { TagRef } from '../cache/entry/region.js';
import type { Interval } from './wall-time/interval.js';

const LONGEST_DAY_MS = 26 * HOUR_MS;
const LONGEST_SERVICE_MS = 480 * MINUTE_MS;
/** The longest booking horizon, and some days around it. */
const MOST_DAYS = 3700;

/** Shard of the lists of the whole chain: its locations, services and barbers. */
export const CHAIN_SHARD = 'chain';

/** Without an id: of answers that are not kept, because their location is not known before they are loaded. */
export const locationShard = (id: number | undefined) => `loc:${id ?? 'default'}`;
export const barberShard = (id: number) => `barber:${id}`;
export const businessShard = (id: number) => `biz:${id}`;

/** Whether what is stored in this shard is about a location or a barber, and so depends on {@link EVERYBODY}. */
export const isOfPlace = (shard: string) => /^(loc|barber):/.test(shard);

/**
 * Everything about any location or barber of the chain: what is stored in their shards depends on it, whatever else it depends on. So a
 * change for everybody forgets one tag, however many there are (rule 30).
 */
export const EVERYBODY: TagRef = { shard: CHAIN_SHARD, tag: 'everybody' };

/** What every slot depends on: services, booking settings, business hours, the location's zone. */
export const RULES = 'rules';
/** The location itself: its zone and its business. */
export const LOCATION = 'location';
/** Barbers themselves: their names, services, and whether they are listed. */
export const BARBERS = 'barbers';
/** Services themselves. */
export const SERVICES = 'services';
/** All locations themselves. */
export const LOCATIONS = 'locations';
export const BUSINESS_HOURS = 'hours';
export const BOOKING_SETTINGS = 'settings';

/** Whom an answer is about: one barber, or anybody. A change of a barber forgets the barber's tags and anybody's. */
export type Who = number | undefined;

/** Weekly availability, services, changes of location: whatever may concern any day. */
export const whoTag = (who: Who) => (who === undefined ? 'anybody' : `barber_${who}`);
/** One UTC day (ADR 0001). */
export const dayTag = (who: Who, utcDay: string) => `${whoTag(who)}:${utcDay}`;
/** Tag of answers that depend on all days: a change of one day forgets it as well. */
export const anyDayTag = (who: Who) => `${whoTag(who)}:any-day`;
/** One UTC day of a location's special hours, for answers about one barber: those about anybody have their day. */
const hoursDayTag = (utcDay: string) => `${BUSINESS_HOURS}:${utcDay}`;
/** Tag of answers about one barber that depend on all days. */
export const HOURS_ANY_DAY = `${BUSINESS_HOURS}:any-day`;
/** Tag of answers that show a barber's overrides and time off themselves. */
export const availabilityTag = (barberId: number) => `${whoTag(barberId)}:availability`;

/** One UTC day each of a barber's appointments, for answers that show these and no working time. */
export const tagsOfAppointments = (barberId: number, days: readonly string[]) =>
  days.map((day) => `${whoTag(barberId)}:appointments:${day}`);

/** The barber's and anybody's answers about these days, and those that depend on all days. */
export function tagsOfDays(barberId: number, days: readonly string[]): string[] {
  return [barberId, undefined].flatMap((who) => [anyDayTag(who), ...days.map((day) => dayTag(who, day))]);
}

/** The answers of a location, about any of its barbers, about these days, and those that depend on all days. */
export function tagsOfHours(days: readonly string[]): string[] {
  const anybodys = [anyDayTag(undefined), ...days.map((day) => dayTag(undefined, day))];
  return [...anybodys, HOURS_ANY_DAY, ...days.map(hoursDayTag)];
}

/** The tags of answers that depend on a location's hours on these UTC days, with the barber's or anybody's own. */
export function tagsOfWork(who: Who, days: readonly string[]): string[] {
  const own = days.map((day) => dayTag(who, day));
  return who === undefined ? own : [...own, ...days.map(hoursDayTag)];
}

/** The barber's and anybody's answers about any day. */
export const tagsOfBarber = (barberId: number) => [whoTag(barberId), whoTag(undefined)];

/** How many UTC days a range of instants touches. */
export function countUtcDays({ from, until }: Interval): number {
  return Math.max(0, Math.ceil(until / DAY_MS) - Math.floor(from / DAY_MS));
}

/**
 * The UTC days that a range of instants touches, as `YYYY-MM-DD`.
 * @throws RangeError for more days than any answer depends on: {@link countUtcDays} first, if the range comes from a row
 */
export function utcDays(range: Interval): string[] {
  const length = countUtcDays(range);
  // Negated, so that it also holds for NaN.
  if (!(length <= MOST_DAYS)) throw new RangeError(`${length} days are more than ${MOST_DAYS}`);
  const first = Math.floor(range.from / DAY_MS);
  return Array.from({ length }, (_, index) => new Date((first + index) * DAY_MS).toISOString().slice(0, 10));
}

/** The instants that the dates `from` to `to` (inclusive) can have in any zone, UTC+14 to UTC-12. */
export function anywhereOnEarth(from: string, to: string = from): Interval {
  return {
    from: Date.parse(`${from}T00:00Z`) - 14 * HOUR_MS,
    until: Date.parse(`${to}T00:00Z`) + DAY_MS + 12 * HOUR_MS,
  };
}

/**
 * The range, widened by the longest possible day on both sides. An answer about a day depends on the UTC days of the slots it
 * could contain, and a change in the range may add slots on neighbouring days (ADR 0007).
 */
export function aDayAround({ from, until }: Interval): Interval {
  return { from: from - LONGEST_DAY_MS, until: until + LONGEST_DAY_MS };
}

/**
 * The instants of slots that windows of the dates in this range can add or remove: a window may end on the next day, and a
 * slot that begins before the first date may end in a window that touches.
 */
export function slotsOfWindows({ from, until }: Interval): Interval {
  return { from: from - LONGEST_SERVICE_MS, until: until + LONGEST_DAY_MS };
}
