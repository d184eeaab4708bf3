import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slotsValidUntil } from './slots-validity.js';

const NOTICE = 100;
/** In days. */
const HORIZON = 14;
/** The length of a day, whose beginning moves the horizon. */
const DAY = 70;
const dayOf = (instant: number) => Math.floor(instant / DAY);
const rulesAt = (now: number) => ({ earliest: now + NOTICE, latest: (dayOf(now) + HORIZON + 1) * DAY - 1 });
const entersHorizon = (start: number) => (dayOf(start) - HORIZON) * DAY;
const validUntil = (starts: number[], now = 0) => slotsValidUntil(starts, rulesAt(now), now, entersHorizon);
const offered = (starts: number[], now: number) =>
  starts.filter((start) => start >= rulesAt(now).earliest && start <= rulesAt(now).latest);

describe('slotsValidUntil', () => {
  it('ends when the earliest offered start loses its minimum notice', () => {
    expect(validUntil([50, 300, 400])).toBe(201);
  });

  it('ends when the next start enters the horizon', () => {
    expect(validUntil([900, 1050, 1200], 1)).toBe(70);
    expect(validUntil([1049, 1130])).toBe(140);
  });

  it('never ends without starts to come', () => {
    expect(validUntil([])).toBe(Infinity);
    expect(validUntil([50, 99])).toBe(Infinity);
  });

  it('is the first instant at which the answer changes', () => {
    const anyStarts = fc
      .uniqueArray(fc.integer({ min: 0, max: 2500 }), { minLength: 1, maxLength: 20 })
      .map((starts) => starts.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(anyStarts, fc.integer({ min: 0, max: 1500 }), (starts, now) => {
        const limit = validUntil(starts, now);
        const later = Array.from({ length: 4000 }, (_, index) => now + index);
        const answer = JSON.stringify(offered(starts, now));
        const changed = later.find((instant) => JSON.stringify(offered(starts, instant)) !== answer);
        expect(limit).toBe(changed ?? Infinity);
      }),
      { numRuns: 30 },
    );
  });
});
