import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expectedStarts, hoursOf, type ZoneCase } from '../../../test/conformance/wall-clock.oracle.js';
import { HANDED_DOWN, OUR_OWN } from '../../../test/conformance/zone-cases.js';
import { HOUR_MS } from '../../time/durations.js';
import { toWindows, wallTimeOf } from './windows.js';
import { freeStarts, workingWindows } from '../slots/slots.js';
import { resolveWindows } from './window-resolution.js';
import { datesAround, zoneDay } from './zone-day.js';

function startsOf({ shop, view, date, open, days, len, step }: ZoneCase): number[] {
  const day = zoneDay(view, date);
  const windows = toWindows(open.map(([start, end]) => ({ start, end })));
  const weekly = [1, 2, 3, 4, 5, 6, 0].map((weekday) => (days?.includes(weekday) === false ? [] : windows));
  const calendar = {
    windows: workingWindows(
      resolveWindows(shop, datesAround(shop, day), { weekly, overrides: {}, hours: null }, len),
    ),
    busy: [],
    timeOff: [],
  };
  return freeStarts(calendar, day, {
    durationMinutes: len,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    intervalMinutes: step,
    earliest: -Infinity,
    latest: Infinity,
  });
}

const iso = (starts: readonly number[]) => starts.map((start) => new Date(start).toISOString());

describe('time zones', () => {
  it.each(HANDED_DOWN)('$id', (known) => {
    expect(iso(startsOf(known))).toEqual(iso(known.starts));
    const { from, until } = zoneDay(known.view, known.date);
    expect((until - from) / HOUR_MS).toBe(known.viewerDayHours);
  });

  it.each(HANDED_DOWN)('the oracle knows: $id', (known) => {
    expect(iso(expectedStarts(known))).toEqual(iso(known.starts));
    expect(hoursOf(known.view, known.date)).toBe(known.viewerDayHours);
  });

  it.each(OUR_OWN)('$id', (known) => {
    expect(iso(startsOf(known))).toEqual(iso(known.starts));
  });

  it('expects something in every case except that of a skipped day', () => {
    expect(OUR_OWN.filter(({ starts }) => starts.length === 0).map(({ id }) => id)).toEqual([
      'a viewer on the skipped day',
    ]);
  });

  it('is correct around every clock change, in any zone, for any windows', () => {
    fc.assert(
      fc.property(anyCase, (asked) => {
        expect(iso(startsOf(asked))).toEqual(iso(expectedStarts(asked)));
      }),
      { numRuns: 50 },
    );
  });
});

/** From the day before a clock change to the day after it, or any day of a zone that has none. */
const anyZoneDay = fc
  .record({
    zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
    about: fc.integer({ min: Date.UTC(1985, 0), max: Date.UTC(2037, 0) }),
    shift: fc.integer({ min: -1, max: 1 }),
  })
  .map(({ zone, about, shift }) => {
    const asked = Temporal.Instant.fromEpochMilliseconds(about).toZonedDateTimeISO(zone);
    const change = asked.getTimeZoneTransition('next') ?? asked;
    return { zone, date: change.toPlainDate().add({ days: shift }).toString() };
  });

/** Windows that touch one another, with some left out; the last one may end the next day. */
const anyOpen = fc
  .record({
    quarters: fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 1, maxLength: 6 }),
    isOpen: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    end: fc.integer({ min: 1, max: 192 }),
  })
  .map(({ quarters, isOpen, end }) => {
    const starts = quarters.toSorted((a, b) => a - b);
    const last = starts.at(-1)!;
    const ends = [...starts.slice(1), Math.min(Math.max(end, last + 1), last + 96)];
    return starts
      .map((start, index): [string, string] => [time(start), time(ends[index]!)])
      .filter((_, index) => isOpen[index]);
  });

const time = (quarter: number) => wallTimeOf(quarter * 15);

const anyCase: fc.Arbitrary<ZoneCase> = fc
  .record({
    day: anyZoneDay,
    viewer: fc.option(fc.constantFrom('Pacific/Kiritimati', 'America/New_York', 'Pacific/Pago_Pago', 'UTC')),
    open: anyOpen,
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 5, maxLength: 7 }),
    len: fc.integer({ min: 1, max: 120 }),
    step: fc.integer({ min: 5, max: 90 }),
  })
  .map(({ day, viewer, ...rest }) => ({
    id: 'any',
    shop: day.zone,
    view: viewer ?? day.zone,
    date: day.date,
    ...rest,
  }));
