import { describe, expect, it } from '@jest/globals';
import { effectOf } from './report.service.js';

const region = {
  name: 'available slots',
  pattern: 'slots:{date}',
  ttlSeconds: 300,
  hits: 90,
  misses: 12,
  hitRate: 90 / 102,
  invalidatedMisses: 0,
  collapsed: 2,
  bypasses: 8,
  loads: 18,
  jobLoads: 500,
  loadMs: { p50: 10, p99: 20 },
  jobLoadMs: { p50: 4, p99: 8 },
  hitMs: { p50: 0.5, p99: 1 },
};

describe('the effect of a region’s cache', () => {
  it('counts every read that was answered without a load of its own, regardless of loads by jobs', () => {
    expect(effectOf(region)).toEqual({
      name: 'available slots',
      readsServed: 110,
      databaseReadsSaved: 92,
      millisecondsSaved: 90 * 9.5,
      millisecondsWithout: 1100,
    });
  });

  it('uses the load times of jobs if no reader had to load', () => {
    const warm = {
      ...region,
      misses: 0,
      collapsed: 0,
      bypasses: 0,
      loads: 0,
      loadMs: { p50: null, p99: null },
    };
    expect(effectOf(warm)).toMatchObject({ databaseReadsSaved: 90, millisecondsSaved: 90 * 3.5 });
  });

  it('saved a time that is not known if no load was measured here', () => {
    const hitsOnly = { ...region, loadMs: { p50: null, p99: null }, jobLoadMs: { p50: null, p99: null } };
    expect(effectOf(hitsOnly)).toMatchObject({
      databaseReadsSaved: 92,
      millisecondsSaved: null,
      millisecondsWithout: null,
    });
  });

  it('is zero before the first read, and never negative', () => {
    const none = { p50: null, p99: null };
    const idle = { ...region, hits: 0, misses: 0, collapsed: 0, bypasses: 0, loadMs: none, jobLoadMs: none };
    expect(effectOf(idle)).toMatchObject({ readsServed: 0, databaseReadsSaved: 0, millisecondsSaved: 0 });
    expect(effectOf({ ...region, hitMs: { p50: 11, p99: 12 } }).millisecondsSaved).toBe(0);
  });
});
