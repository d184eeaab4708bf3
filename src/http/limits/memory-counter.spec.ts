import { describe, expect, it } from '@jest/globals';
import { MemoryCounter } from './memory-counter.js';

describe('a counter in memory', () => {
  let now = 0;
  const counter = () => new MemoryCounter(2, 60, () => now);

  it('counts each key within a window that begins with its first count', () => {
    const counted = counter();
    now = 1000;
    expect([counted.count('a'), counted.count('a'), counted.count('a'), counted.count('b')]).toEqual([
      0, 0, 60, 0,
    ]);
    now = 60_500;
    expect([counted.count('a'), counted.count('b')]).toEqual([1, 0]);
    now = 61_000;
    expect(counted.count('a')).toBe(0);
  });

  it('subtracts', () => {
    const counted = counter();
    for (let n = 0; n < 10; n++) {
      expect(counted.count('a')).toBe(0);
      counted.uncount('a');
    }
    counted.uncount('unknown');
  });

  it('keeps a limited number of keys, those that were counted last', () => {
    const counted = counter();
    for (let n = 0; n < 60_000; n++) counted.count(`key ${n}`);
    expect(counted.keys).toBe(50_000);
    counted.count('key 59999');
    expect(counted.count('key 59999')).toBeGreaterThan(0);
  });
});
