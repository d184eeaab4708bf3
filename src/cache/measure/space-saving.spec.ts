import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SpaceSaving } from './space-saving.js';

function counted(stream: Iterable<string>, capacity: number): Map<string, number> {
  const counts = new SpaceSaving<string>(capacity);
  for (const item of stream) counts.add(item, item, 1);
  return new Map(counts.counts().map(({ item, count }) => [item, count]));
}

const stream = fc.array(fc.constantFrom(...Array.from('aaaabbbccdefghijkl')), { maxLength: 300 });

describe('the most frequent of a stream', () => {
  it('is counted exactly while there is room', () => {
    expect(counted('abacab', 3)).toEqual(
      new Map([
        ['a', 3],
        ['b', 2],
        ['c', 1],
      ]),
    );
  });

  it('adds weights, and keeps the item seen first', () => {
    const counts = new SpaceSaving<number>(2);
    counts.add('a', 1, 8);
    counts.add('a', 2, 8);
    expect(counts.counts()).toEqual([{ item: 1, count: 16 }]);
  });

  it('gives the place of the least to what is new', () => {
    expect([...counted('baaac', 2).keys()]).toEqual(['a', 'c']);
  });

  it('knows who is not the least any more', () => {
    expect([...counted('abcaaaad', 2).keys()]).toEqual(['a', 'd']);
  });

  it('finds what has become frequent among what was, with others in between', () => {
    const others = 'bcdefghijklm';
    const found = counted(`xxxxxyyyyy${Array.from(others, (other) => `a${other}`).join('')}`, 3);
    expect(found.get('a')).toBeGreaterThan(0);
  });

  it('takes no more room than it was given', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 8 }), (items, capacity) => {
        expect(counted(items, capacity).size).toBeLessThanOrEqual(capacity);
      }),
    );
  });

  it('has whatever makes up more than its part, and says of nothing that it was more', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 8 }), (items, capacity) => {
        const found = counted(items, capacity);
        for (const item of new Set(items)) {
          const times = items.filter((other) => other === item).length;
          if (times > items.length / capacity) expect(found.has(item)).toBe(true);
          expect(found.get(item) ?? 0).toBeLessThanOrEqual(times);
        }
      }),
    );
  });
});
