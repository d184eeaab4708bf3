import { describe, expect, it } from '@jest/globals';
import { MINUTE_MS } from '../../time/durations.js';
import { FixedWindow } from './fixed-window.js';

describe('a fixed window', () => {
  it('allows the limit, then names the seconds to wait, then starts anew', () => {
    let now = 1000;
    const window = new FixedWindow(2, MINUTE_MS, () => now);
    window.count('a');
    expect(window.waitSeconds('a')).toBe(0);
    window.count('a');
    expect(window.waitSeconds('a')).toBe(60);
    expect(window.waitSeconds('b')).toBe(0);
    now += 59_001;
    expect(window.waitSeconds('a')).toBe(1);
    now += 999;
    expect(window.waitSeconds('a')).toBe(0);
  });

  it('takes one while any are left, and counts none that it refuses', () => {
    let now = 1000;
    const window = new FixedWindow(2, MINUTE_MS, () => now);
    expect(['a', 'a', 'a', 'a', 'b'].map((key) => window.take(key))).toEqual([1, 0, -1, -1, 1]);
    // One is given back: had the refused ones been counted, none would be left.
    expect([window.count('a', -1), window.take('a'), window.take('a')]).toEqual([1, 0, -1]);
    now += MINUTE_MS;
    expect(window.take('a')).toBe(1);
  });

  it('of 0 allows everything', () => {
    const window = new FixedWindow(0, MINUTE_MS);
    for (let i = 0; i < 10; i++) window.count('a');
    expect(window.waitSeconds('a')).toBe(0);
  });
});
