import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Interval, intersect } from './interval.js';

const interval = fc
  .record({ from: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 1, max: 20 }) })
  .map(({ from, length }): Interval => ({ from, until: from + length }));
const inOrder = (intervals: readonly Interval[]) =>
  intervals.toSorted((a, b) => a.from - b.from || a.until - b.until);

describe('the intersection of two lists of intervals', () => {
  it('is that of each interval with each, whatever their order and overlaps', () => {
    fc.assert(
      fc.property(fc.array(interval), fc.array(interval), (some, others) => {
        const each = some.flatMap((one) =>
          others
            .map((other) => ({
              from: Math.max(one.from, other.from),
              until: Math.min(one.until, other.until),
            }))
            .filter(({ from, until }) => from < until),
        );
        expect(inOrder(intersect(some, others))).toEqual(inOrder(each));
      }),
    );
  });

  it('reads each interval a few times, not once for each of the other list', () => {
    let reads = 0;
    const counted = (from: number) => ({
      get from() {
        reads++;
        return from;
      },
      until: from + 1,
    });
    const many = Array.from({ length: 5000 }, (_, index) => counted(2 * index));
    expect(intersect(many, many)).toHaveLength(5000);
    expect(reads).toBeLessThan(20 * many.length);
  });
});
