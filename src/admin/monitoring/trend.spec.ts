import { describe, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { degradations, reachesAt, trendOf } from './trend.js';

/** The same numbers for the same seed. */
const seeded = (seed: number) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
const every = (count: number, value: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => ({ at: index * MINUTE_MS, value: value(index) }));

describe('a trend', () => {
  it('is null without points, and has no known direction with one', () => {
    expect(trendOf([])).toBeNull();
    expect(trendOf([{ at: 5, value: 7 }])).toEqual({
      first: 7,
      last: 7,
      min: 7,
      max: 7,
      slopePerHour: 0,
      direction: 'unknown',
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

  it('is steady when the change is within the noise, or too small to matter', () => {
    const random = seeded(7);
    expect(trendOf(every(120, () => 1000 + random() * 300))?.direction).toBe('steady');
    expect(trendOf(every(120, (index) => 1000 + index * 0.4))?.direction).toBe('steady');
    expect(trendOf(every(120, (index) => 1000 + index * 4 + random() * 30))?.direction).toBe('rising');
  });

  it('is computed over a week of minutes quickly, and without a deep stack', () => {
    const week = every(10_080 * 20, (index) => index % 1000);
    expect(trendOf(week)).toMatchObject({ min: 0, max: 999 });
  });
});

describe('a limit', () => {
  const line = (count: number, perMinute = 1) => every(count, (index) => index * perMinute);
  const at = 60 * MINUTE_MS;

  it('is reached when the slope, extended from the current value, crosses it', () => {
    expect(reachesAt(line(61), { at, value: 60 }, 120)).toBeCloseTo(2 * HOUR_MS);
    expect(reachesAt(line(61), { at, value: 90 }, 120)).toBeCloseTo(1.5 * HOUR_MS);
    expect(reachesAt([], { at, value: 120 }, 120)).toBe(at);
  });

  it.each([
    ['of a falling quantity', line(61, -1)],
    ['of noise', every(61, (index) => 1000 + (index % 7) * 100)],
  ])('is not predicted %s', (_, points) => {
    expect(reachesAt(points, { at, value: 60 }, 120_000)).toBeNull();
  });

  it.each([
    ['seen for less than an hour', line(60)],
    ['of few points', line(61).filter((_, index) => index % 4 === 0)],
    [
      'of two points',
      [
        { at: 0, value: 1 },
        { at: 60 * MINUTE_MS, value: 100 },
      ],
    ],
  ])('is not known %s', (_, points) => {
    expect(reachesAt(points, { at, value: 60 }, 120_000)).toBeUndefined();
  });
});

describe('degradations', () => {
  const points = [1, 9, 9, 1, 9, 9].map((value, index) => ({ at: index * MINUTE_MS, isBad: value > 5 }));
  points.push({ at: 60 * MINUTE_MS, isBad: true });

  it('join consecutive bad points, and end at a good point or a gap', () => {
    expect(degradations(points, 2 * MINUTE_MS)).toEqual([
      { from: MINUTE_MS, to: 2 * MINUTE_MS },
      { from: 4 * MINUTE_MS, to: 5 * MINUTE_MS },
      { from: 60 * MINUTE_MS, to: 60 * MINUTE_MS },
    ]);
  });
});
