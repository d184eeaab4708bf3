import { describe, expect, it } from '@jest/globals';
import { excessIn } from './request-shape.js';

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const fields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, 1]));

describe('the shape of a request', () => {
  it('may be a week of 24 windows a day', () => {
    const windows = Array.from({ length: 24 }, () => ({ start: '09:00', end: '10:00' }));
    const weekly = Array.from({ length: 7 }, (_, index) => ({ day: index + 1, windows }));
    expect(excessIn({ weekly })).toBeUndefined();
  });

  it.each([
    ['8 levels deep', nested(8), undefined],
    ['9 levels deep', nested(9), 'must be nested at most 8 levels deep'],
    ['100 fields', fields(100), undefined],
    ['101 fields', fields(101), 'must have at most 100 fields in an object'],
    ['1,000 items', Array(1000).fill(0), undefined],
    ['4,001 items', Array(4001).fill(0), 'must have at most 4000 items in a list'],
    ['5,000 values', Array(50).fill(Array(99).fill(0)), undefined],
    ['5,001 values', [0, ...Array(50).fill(Array(99).fill(0))], 'must have at most 5000 values in all'],
  ])('of %s', (_, value, excess) => {
    expect(excessIn(value)).toBe(excess);
  });
});
