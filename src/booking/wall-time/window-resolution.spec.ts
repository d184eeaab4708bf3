import { describe, expect, it } from '@jest/globals';
import type { Week, Window } from './windows.js';
import { resolveWindows, type WorkingRules } from './window-resolution.js';

const NY = 'America/New_York';
const MONDAY = '2027-03-01';
const everyDay = (...windows: Window[]): Week => Array.from({ length: 7 }, () => windows);
const resolve = (rules: Partial<WorkingRules>, dates = [MONDAY], zone = NY) =>
  resolveWindows(zone, dates, { weekly: everyDay([540, 720]), overrides: {}, hours: null, ...rules }).map(
    ({ from, until }) => `${new Date(from).toISOString()}/${new Date(until).toISOString()}`,
  );

describe('resolveWindows', () => {
  it('takes the windows of the date’s weekday, Monday first', () => {
    const weekly: Week = [[[540, 600]], [[600, 660]], [], [], [], [], [[0, 60]]];
    expect(resolve({ weekly }, ['2027-02-28', MONDAY, '2027-03-02', '2027-03-03'])).toEqual([
      '2027-02-28T05:00:00.000Z/2027-02-28T06:00:00.000Z',
      '2027-03-01T14:00:00.000Z/2027-03-01T15:00:00.000Z',
      '2027-03-02T15:00:00.000Z/2027-03-02T16:00:00.000Z',
    ]);
  });

  it('lets an override replace the windows of its date only', () => {
    const overrides = { [MONDAY]: [[600, 660] as const], '2027-03-02': [] };
    expect(resolve({ overrides }, [MONDAY, '2027-03-02', '2027-03-03'])).toEqual([
      '2027-03-01T15:00:00.000Z/2027-03-01T16:00:00.000Z',
      '2027-03-03T14:00:00.000Z/2027-03-03T17:00:00.000Z',
    ]);
  });

  it('intersects with the business hours', () => {
    const hours = everyDay([480, 570], [600, 660]);
    expect(resolve({ hours })).toEqual([
      '2027-03-01T14:00:00.000Z/2027-03-01T14:30:00.000Z',
      '2027-03-01T15:00:00.000Z/2027-03-01T16:00:00.000Z',
    ]);
  });

  it('does not join adjacent hours', () => {
    expect(resolve({ hours: everyDay([480, 600], [600, 720]) })).toEqual([
      '2027-03-01T14:00:00.000Z/2027-03-01T15:00:00.000Z',
      '2027-03-01T15:00:00.000Z/2027-03-01T17:00:00.000Z',
    ]);
  });

  it('intersects with the hours on the day of a clock change', () => {
    const gapDay = ['2027-03-14'];
    const pushed = { weekly: everyDay([60, 150]) };
    // 02:30 does not exist: the window ends at 03:30, the hours at 03:15 or 03:00.
    expect(resolve(pushed, gapDay)).toEqual(['2027-03-14T06:00:00.000Z/2027-03-14T07:30:00.000Z']);
    expect(resolve({ ...pushed, hours: everyDay([0, 135]) }, gapDay)).toEqual([
      '2027-03-14T06:00:00.000Z/2027-03-14T07:15:00.000Z',
    ]);
    expect(resolve({ ...pushed, hours: everyDay([0, 180]) }, gapDay)).toEqual([
      '2027-03-14T06:00:00.000Z/2027-03-14T07:00:00.000Z',
    ]);
  });

  it('is not restricted by hours that cover all days completely', () => {
    // In Nuuk the clock jumps from 23:00 to 00:00: a window until 23:30 ends half an hour into the next day.
    const nuuk = { weekly: everyDay([1260, 1410]) };
    const open = resolve(nuuk, ['2027-03-27', '2027-03-28'], 'America/Nuuk');
    expect(
      resolve({ ...nuuk, hours: everyDay([0, 1440]) }, ['2027-03-27', '2027-03-28'], 'America/Nuuk'),
    ).toEqual(open);
    expect(open[0]).toBe('2027-03-27T23:00:00.000Z/2027-03-28T01:30:00.000Z');
  });

  it('is empty for a date that the zone skipped, and for a window that a clock change inverts', () => {
    expect(resolve({}, ['2011-12-30'], 'Pacific/Apia')).toEqual([]);
    expect(resolve({ weekly: everyDay([150, 180]) }, ['2027-03-14'])).toEqual([]);
  });
});
