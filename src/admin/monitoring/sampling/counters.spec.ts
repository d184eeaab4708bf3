import { describe, expect, it } from '@jest/globals';
import { type CounterValues, totalOfCounters } from './counters.js';

const region = {
  hits: { l1: 1, redis: 2, memory: 0 },
  misses: 3,
  collapsed: 1,
  bypasses: 0,
  invalidatedMisses: 0,
  loads: 2,
  jobLoads: 0,
  loadMs: [0, 2],
  jobLoadMs: [0, 0],
  hitMs: [3, 0],
};
const one: CounterValues = {
  regions: { slots: region },
  l1: { entries: 5, bytes: 50, maxBytes: 100 },
  invalidation: { events: 1, tags: 2, lagMs: [1] },
};

describe('the counters of a fleet', () => {
  it('are those of its only instance', () => {
    expect(totalOfCounters([one])).toEqual(one);
  });

  it('are summed by region, tier and bucket; a region that one instance lacks is kept', () => {
    const other = { ...one, regions: { slots: region, hours: { ...region, misses: 7 } } };
    expect(totalOfCounters([one, other])).toMatchObject({
      regions: {
        slots: { hits: { l1: 2, redis: 4, memory: 0 }, misses: 6, loadMs: [0, 4], hitMs: [6, 0] },
        hours: { misses: 7 },
      },
      l1: { entries: 10, bytes: 100, maxBytes: 200 },
      invalidation: { events: 2, tags: 4, lagMs: [2] },
    });
  });

  it('do not lack an instance of a release that reports less, or nothing', () => {
    const { l1: _, ...less } = one;
    expect(totalOfCounters([one, less as CounterValues, null])).toMatchObject({
      l1: one.l1,
      invalidation: { events: 2 },
    });
  });
});
