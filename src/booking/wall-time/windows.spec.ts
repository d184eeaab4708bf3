import { describe, expect, it } from '@jest/globals';
import { areApart, fromWeek, fromWindows, toWeek, toWindows } from './windows.js';

describe('windows', () => {
  it('convert to minutes and back, including 24:00', () => {
    const windows = [
      { start: '00:00', end: '09:05' },
      { start: '13:30', end: '24:00' },
    ];
    expect(toWindows(windows)).toEqual([
      [0, 545],
      [810, 1440],
    ]);
    expect(fromWindows(toWindows(windows))).toEqual(windows);
  });

  it('end the next day if their end is not after their start', () => {
    const windows = [
      { start: '12:00', end: '20:00' },
      { start: '22:30', end: '01:30' },
    ];
    expect(toWindows(windows)).toEqual([
      [720, 1200],
      [1350, 1530],
    ]);
    expect(fromWindows(toWindows(windows))).toEqual(windows);
    const [roundTheClock, untilMidnight] = [
      [{ start: '09:00', end: '09:00' }],
      [{ start: '22:00', end: '00:00' }],
    ];
    expect(fromWindows(toWindows(roundTheClock))).toEqual(roundTheClock);
    expect(fromWindows(toWindows(untilMidnight))).toEqual([{ start: '22:00', end: '24:00' }]);
  });

  it('are by their starts, in whatever order they were sent', () => {
    const windows = [
      { start: '22:30', end: '01:30' },
      { start: '09:00', end: '12:00' },
    ];
    expect(toWindows(windows)).toEqual([
      [540, 720],
      [1350, 1530],
    ]);
  });

  it('form a week of seven days, with missing days empty', () => {
    const week = toWeek([{ day: 7, windows: [{ start: '10:00', end: '11:00' }] }]);
    expect(week).toEqual([[], [], [], [], [], [], [[600, 660]]]);
    expect(fromWeek(week)).toHaveLength(7);
    expect(fromWeek(week)[6]).toEqual({ day: 7, windows: [{ start: '10:00', end: '11:00' }] });
  });

  it('are apart when each starts where the last ended, or later', () => {
    expect(areApart([])).toBe(true);
    expect(
      areApart([
        [0, 10],
        [10, 20],
      ]),
    ).toBe(true);
    expect(
      areApart([
        [0, 10],
        [9, 20],
      ]),
    ).toBe(false);
  });
});
