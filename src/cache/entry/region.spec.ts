import { describe, expect, it } from '@jest/globals';
import { CallAddress } from './address.js';
import { InvalidRegion } from './cache.errors.js';
import { defineRegion, type Region, setting } from './region.js';

const right: Region<[id: number]> = {
  name: 'thing',
  pattern: 'thing:{id}',
  version: 1,
  ttl: 60,
  shard: () => 'all',
  key: (id) => `thing:${id}`,
  tags: () => ['all'],
};

describe('a region', () => {
  it.each<[string, Partial<Region<[id: number]>>, string]>([
    ['keys that begin with a parameter', { pattern: '{id}' }, 'the pattern {id} must begin with a word'],
    ['an empty pattern', { pattern: '' }, 'must begin with a word'],
    ['keys that are tokens', { pattern: 'tag:{id}' }, 'no key may begin with tag:'],
    ['keys that are load locks', { pattern: 'lease:{id}' }, 'no key may begin with lease:'],
    ['a version that is no number', { version: Number.NaN }, 'the version NaN must be a whole number'],
    ['no time to live', { ttl: 0 }, 'must be a number of seconds up to 2592000 (30 days), not 0'],
    [
      'an endless time to live',
      { ttl: Infinity },
      'must be a number of seconds up to 2592000 (30 days), not Infinity',
    ],
    ['a time to live that Redis refuses', { ttl: Number.MAX_SAFE_INTEGER }, 'not 9007199254740991'],
    ['a setting without a default', { ttl: setting('CACHE_X_TTL', Number.NaN) }, 'not NaN'],
  ])('with %s is refused', (_, changes, message) => {
    const define = () => defineRegion({ ...right, ...changes });
    expect(define).toThrow(InvalidRegion);
    expect(define).toThrow(message);
  });

  it.each([
    ['thing:1', true],
    ['thing', true],
    ['things:1', false],
    ['thin', false],
    ['item:1', false],
  ])('whose pattern is thing:{id} may have the key %s: %s', (key, isRight) => {
    const { problem } = new CallAddress(defineRegion({ ...right, key: () => key }) as never, [1]);
    if (isRight) expect(problem).toBeUndefined();
    else expect(problem?.message).toBe('thing: the key must begin with thing:, as its pattern does');
  });
});
