import { locale } from '../texts/texts.js';
import { isFar } from './dates.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** More than any clock goes back. */
const NEAR_MS = 3 * HOUR_MS;
const NO_BREAK = '\u00A0';
const NO_BREAK_HYPHEN = '\u2011';
const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone of the visitor's device. */
export function visitorZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `14:30`, as the visitor's language writes it; `1:30 EDT` where clocks go back and show it once more. @param at an instant */
export function timeIn(zone: string, at: string): string {
  const time = format(locale, { timeZone: zone, hour: 'numeric', minute: '2-digit' })
    .format(new Date(at))
    .replaceAll(' ', NO_BREAK);
  return isShownTwice(zone, Date.parse(at))
    ? `${time} ${nameOf(zone, at, locale, 'short').replace('-', NO_BREAK_HYPHEN)}`
    : time;
}

/** `Tuesday, 14 March`. */
export function dayIn(zone: string, at: string): string {
  return longDay(dateIn(zone, at));
}

/** The `YYYY-MM-DD` that an instant falls on. */
export function dateIn(zone: string, at: string | number): string {
  // Sweden writes dates as ISO 8601 does.
  return format('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(at),
  );
}

/** Minutes since midnight on the wall clock. */
export function minutesIn(zone: string, at: string | number): number {
  const text = format('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(at));
  return minutesOf(text);
}

/** Whether the zone's clock goes back near an instant, and shows its time twice. */
function isShownTwice(zone: string, at: number): boolean {
  const back = 2 * NEAR_MS - (clockIn(zone, at + NEAR_MS) - clockIn(zone, at - NEAR_MS));
  return back > 0 && [at - back, at + back].some((other) => clockIn(zone, other) === clockIn(zone, at));
}

/** What the clock shows, as the epoch milliseconds of a UTC clock that shows the same. */
function clockIn(zone: string, at: number): number {
  return Date.parse(dateIn(zone, at)) + minutesIn(zone, at) * MINUTE_MS;
}

/** The first instant of a date, in epoch milliseconds: mostly midnight, which some zones skip or have twice when clocks change. */
export function midnightOf(zone: string, date: string): number {
  let near = Date.parse(date);
  for (let round = 0; round < 2; round++) near -= clockIn(zone, near) - Date.parse(date);
  const isFirst = (at: number) => dateIn(zone, at) === date && dateIn(zone, at - MINUTE_MS) < date;
  return [near - HOUR_MS, near, near + HOUR_MS].find(isFirst) ?? near;
}

/** `09:30` is 570. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** 570 is `09:30`. */
export function wallTime(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A wall time as the visitor's language writes it. */
export function shownTime(minutes: number): string {
  return timeIn('UTC', new Date(minutes * 60_000).toISOString());
}

/** `Tuesday, 14 March`, and its year if that could be another. */
export function longDay(date: string): string {
  return shown(date, { weekday: 'long', day: 'numeric', month: 'long', ...yearOf(date) });
}

/** `Tue 14 Mar`, and its year if that could be another. */
export function shortDay(date: string): string {
  return shown(date, { weekday: 'short', day: 'numeric', month: 'short', ...yearOf(date) });
}

function yearOf(date: string): Intl.DateTimeFormatOptions {
  return isFar(date, Date.now()) ? { year: 'numeric' } : {};
}

/** `March 2027`, or `March – April 2027` if the dates are of two months. */
export function monthsOf(from: string, until: string): string {
  const months = format(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return months.formatRange(new Date(from), new Date(until));
}

/** Monday first, in the visitor's language. */
export function weekdayNames(width: 'short' | 'long'): string[] {
  return Array.from({ length: 7 }, (_, index) => shown(`2024-01-0${index + 1}`, { weekday: width }));
}

/** `New York (GMT-5)`. */
export function zoneName(zone: string, at: string | number = Date.now()): string {
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
  return `${city} (${offsetOf(zone, at)})`;
}

/** Whether clocks of both zones show the same time at that instant. */
export function isSameClock(one: string, other: string, at: string | number = Date.now()): boolean {
  return one === other || offsetOf(one, at) === offsetOf(other, at);
}

function offsetOf(zone: string, at: string | number): string {
  return nameOf(zone, at, 'en', 'shortOffset');
}

/** What a zone is called at an instant. */
function nameOf(zone: string, at: string | number, language: string, timeZoneName: 'short' | 'shortOffset') {
  const parts = format(language, { timeZone: zone, timeZoneName }).formatToParts(new Date(at));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

function shown(date: string, options: Intl.DateTimeFormatOptions): string {
  return format(locale, { ...options, timeZone: 'UTC' }).format(new Date(date));
}

/** Making a format takes longer than using it a hundred times. */
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, known);
  return known;
}
