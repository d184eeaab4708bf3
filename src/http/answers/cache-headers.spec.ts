import { describe, expect, it } from '@jest/globals';
import type { ReadStatus } from '../../cache/entry/cache.answer.js';
import { Entry } from '../../cache/entry/entry.js';
import { cacheStatusField, matchesNoneOf } from './cache-headers.js';

const entry = new Entry({ text: '{}', isJson: true }, '"tag"', 0, 42_900, null);

describe('the Cache-Status field', () => {
  it.each<[ReadStatus, string]>([
    [{ result: 'hit', tier: 'redis' }, 'BookedBarber; hit; ttl=42'],
    [{ result: 'hit', tier: 'memory' }, 'BookedBarber; hit; ttl=42'],
    [{ result: 'hit', tier: 'l1' }, 'BookedBarber; hit; ttl=42; detail=l1'],
    [{ result: 'miss', tier: 'load', isStored: true }, 'BookedBarber; fwd=miss; stored'],
    [{ result: 'miss', tier: 'load', isStored: false }, 'BookedBarber; fwd=miss'],
    [{ result: 'collapsed', tier: 'load' }, 'BookedBarber; fwd=miss; collapsed'],
    [{ result: 'bypass', tier: 'load', detail: 'suspended' }, 'BookedBarber; fwd=bypass; detail=suspended'],
    [{ result: 'bypass', tier: 'load' }, 'BookedBarber; fwd=bypass'],
  ])('of %j is %s', (status, field) => {
    expect(cacheStatusField({ entry, status, readOn: 0 })).toBe(field);
  });

  it('never has a negative ttl', () => {
    expect(cacheStatusField({ entry, status: { result: 'hit', tier: 'l1' }, readOn: 50_000 })).toContain(
      'ttl=0',
    );
  });
});

describe('If-None-Match', () => {
  it.each([
    [undefined, false],
    ['"tag"', true],
    ['W/"tag"', true],
    ['*', true],
    ['"other", "tag"', true],
    ['"other"', false],
    ['tag', false],
    ['', false],
  ])('%s: %s', (field, matches) => {
    expect(matchesNoneOf(field, '"tag"')).toBe(matches);
  });
});
