import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { dateAt, datesAround, datesBetween, shiftDate, wallTimeAt, weekdayOf, zoneDay } from './zone-day.js';

const hours = (zone: string, date: string) => {
  const { from, until } = zoneDay(zone, date);
  return (until - from) / HOUR_MS;
};

describe('zoneDay', () => {
  it.each([
    ['Europe/Berlin', '2027-03-28', 23],
    ['Europe/Berlin', '2027-03-29', 24],
    ['Europe/Berlin', '2027-10-31', 25],
    ['Australia/Lord_Howe', '2027-10-03', 23.5],
    ['Pacific/Apia', '2011-12-30', 0],
  ])('of %s on %s has %d hours', (zone, date, length) => {
    expect(hours(zone, date)).toBe(length);
  });

  it('does not depend on the days computed before', () => {
    const zone = 'America/Havana';
    const backwards = ['2027-03-15', '2027-03-14', '2027-03-13'].map((date) => zoneDay(zone, date));
    expect(backwards.map(({ from }) => from)).toEqual(
      ['2027-03-15T04:00Z', '2027-03-14T05:00Z', '2027-03-13T05:00Z'].map((iso) => Date.parse(iso)),
    );
    expect(zoneDay(zone, '2027-03-16').from).toBe(backwards[0]?.until);
  });
});

describe('datesBetween', () => {
  it('lists the dates, both ends included, and none if the last is before the first', () => {
    expect(datesBetween('2027-02-27', '2027-03-01')).toEqual(['2027-02-27', '2027-02-28', '2027-03-01']);
    expect(datesBetween('2027-03-01', '2027-02-27')).toEqual([]);
  });

  it('lists no more than a request may be about', () => {
    expect(() => datesBetween('0001-01-01', '9999-12-31')).toThrow(RangeError);
    expect(() => datesBetween('never', '9999-12-31')).toThrow(RangeError);
  });
});

/** Within two days of a clock change, if the zone has one. */
const anyInstant = fc
  .record({
    zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'Etc/GMT+12', 'America/St_Johns'),
    about: fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2037, 0) }),
    minutes: fc.integer({ min: -48 * 60, max: 48 * 60 }),
  })
  .map(({ zone, about, minutes }) => {
    const asked = Temporal.Instant.fromEpochMilliseconds(about).toZonedDateTimeISO(zone);
    const change = asked.getTimeZoneTransition('next') ?? asked;
    return { zone, instant: change.epochMilliseconds + minutes * MINUTE_MS };
  });

describe('the calendar and the clock of a zone', () => {
  it('agree with Temporal around every clock change', () => {
    fc.assert(
      fc.property(anyInstant, ({ zone, instant }) => {
        const truth = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
        const date = dateAt(zone, instant);
        expect(date).toBe(truth.toPlainDate().toString());
        expect(wallTimeAt(zoneDay(zone, date), instant)).toBe(truth.toPlainTime().toString().slice(0, 5));
      }),
      { numRuns: 300 },
    );
  });

  it('handle an evening that repeats after the next day has begun', () => {
    // St Johns went back from 00:01 to 23:01 until 2011.
    const again = Date.parse('2010-11-07T03:00Z');
    expect(dateAt('America/St_Johns', again)).toBe('2010-11-06');
    expect(wallTimeAt(zoneDay('America/St_Johns', '2010-11-06'), again)).toBe('23:30');
    expect(zoneDay('America/St_Johns', '2010-11-07').from).toBeLessThan(again);
  });
});

it('weekdays are ISO, dates move by the calendar', () => {
  expect(['2027-03-01', '2027-03-07', '2028-02-29'].map(weekdayOf)).toEqual([1, 7, 2]);
  expect(shiftDate('2028-02-28', 2)).toBe('2028-03-01');
  expect(shiftDate('2027-01-01', -1)).toBe('2026-12-31');
});

it('dates around a range begin a day before it and end a day after', () => {
  const day = zoneDay('Asia/Tokyo', '2027-03-02');
  const around = ['2027-03-01', '2027-03-02', '2027-03-03', '2027-03-04'];
  expect(datesAround('Asia/Tokyo', day)).toEqual(around);
  expect(datesAround('America/New_York', day)).toEqual(['2027-02-28', ...around.slice(0, 3)]);
});
