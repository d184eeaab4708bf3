import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { realTime, withTimeout } from './timeout.js';

const late = () => new Error('late');
const never = new Promise<never>(() => undefined);

/** Blocks the event loop while the answer arrives. */
const pause = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe('a limited wait', () => {
  it('ends as what it waits for, if that comes in time', async () => {
    expect(await withTimeout(60_000, Promise.resolve(1), late)).toBe(1);
    await expect(withTimeout(60_000, Promise.reject(new Error('no')), late)).rejects.toThrow('no');
  });

  it('ends with the error of its caller otherwise, also if there is no time left', async () => {
    await expect(withTimeout(20, never, late)).rejects.toThrow('late');
    await expect(withTimeout(-1, never, late, realTime)).rejects.toThrow('late');
  });

  it('holds a pause of this process against what it waits for only in real time', async () => {
    const waits = [withTimeout(50, sleep(250), late), withTimeout(50, sleep(250), late, realTime)];
    const outcomes = Promise.allSettled(waits);
    pause(300);
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});
