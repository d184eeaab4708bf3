import { describe, expect, it } from '@jest/globals';
import { degradations, reachesAt, trendOf } from './trend.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const every = (count: number, value: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => ({ at: index * MINUTE, value: value(index) }));

describe('a trend', () => {
  it('is null without points, and steady with one', () => {
    expect(trendOf([])).toBeNull();
    expect(trendOf([{ at: 5, value: 7 }])).toEqual({
      first: 7,
      last: 7,
      min: 7,
      max: 7,
      slopePerHour: 0,
      direction: 'steady',
    });
  });

  it('has the slope of a line, in units per hour, also over more points than are fitted', () => {
    const trend = trendOf(every(1440, (index) => 100 + index * 2));
    expect(trend?.slopePerHour).toBeCloseTo(120);
    expect(trend?.direction).toBe('rising');
  });

  it('is not moved by outliers', () => {
    const trend = trendOf(every(100, (index) => (index % 10 === 3 ? 100_000 : 1000 - index)));
    expect(trend?.slopePerHour).toBeCloseTo(-60, 0);
    expect(trend?.direction).toBe('falling');
  });

  it('says when a limit is reached at this slope, or that it is not', () => {
    const rising = trendOf(every(61, (index) => index))!;
    expect(reachesAt(rising, 0, 120)).toBeCloseTo(HOUR);
    expect(reachesAt(rising, 42, 60)).toBe(42);
    expect(reachesAt(trendOf(every(61, (index) => -index))!, 0, 120)).toBeNull();
  });
});

describe('degradations', () => {
  it('join bad points that follow each other, and end at a good one or a gap', () => {
    const points = [1, 9, 9, 1, 9, 9].map((value, index) => ({ at: index * MINUTE, value }));
    points.push({ at: 60 * MINUTE, value: 9 });
    expect(degradations(points, (value) => value > 5, 2 * MINUTE)).toEqual([
      { from: MINUTE, to: 2 * MINUTE },
      { from: 4 * MINUTE, to: 5 * MINUTE },
      { from: 60 * MINUTE, to: 60 * MINUTE },
    ]);
  });
});
