import { describe, expect, it } from '@jest/globals';
import { satisfiesIfMatch } from './if-match.js';

describe('satisfiesIfMatch', () => {
  it.each([
    [undefined, true],
    ['*', true],
    ['"2"', true],
    ['"1", "2"', true],
    ['"1","2"', true],
    ['2', true],
    ['"1"', false],
    ['W/"2"', false],
    ['"1,2"', false],
    ['"1, 2 ,3"', false],
    ['"12"', false],
    ['', false],
  ])('for %s at version 2 is %s', (field, satisfied) => {
    expect(satisfiesIfMatch(field, 2)).toBe(satisfied);
  });
});
