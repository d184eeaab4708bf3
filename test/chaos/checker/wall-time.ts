import { DAY_MS } from '../../../src/time/durations.js';

/** `HH:mm` of a minute of the day. */
export function clockTime(minute: number): string {
  const hours = String(Math.floor(minute / 60)).padStart(2, '0');
  return `${hours}:${String(minute % 60).padStart(2, '0')}`;
}

/** The minute of the day of `HH:mm`. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** `HH:mm` in UTC of an ISO instant: all shops of the checker are in UTC, time zones are tested elsewhere. */
export function utcTime(instant: string): string {
  return new Date(instant).toISOString().slice(11, 16);
}

/** The UTC date of an ISO instant. */
export function utcDate(instant: string): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The date so many days from today, in UTC. */
export function dateAhead(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

/** The date so many days after (negative: before) another. */
export function dateAfter(date: string, days: number): string {
  return utcDate(new Date(Date.parse(date) + days * DAY_MS).toISOString());
}
