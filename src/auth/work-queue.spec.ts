import { describe, expect, it } from '@jest/globals';
import { QueueFull, WorkQueue } from './work-queue.js';

describe('a work queue', () => {
  it('runs so many at once, the others in order, and refuses more than may wait', async () => {
    const queue = new WorkQueue({ atOnce: 2, longest: 2 });
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const work = (number: number) =>
      queue.run(async () => {
        begun.push(number);
        await new Promise<void>((end) => ends.push(end));
        return number;
      });
    const all = [1, 2, 3, 4].map((number) => work(number));
    await expect(work(5)).rejects.toThrow(QueueFull);
    expect(begun).toEqual([1, 2]);
    ends[0]?.();
    expect(await all[0]).toBe(1);
    expect(begun).toEqual([1, 2, 3]);
    ends[1]?.();
    expect(await all[1]).toBe(2);
    ends[2]?.();
    await all[2];
    ends[3]?.();
    expect(await all[3]).toBe(4);
    expect(await queue.run(async () => 6)).toBe(6);
  });

  it('goes on after work that failed', async () => {
    const queue = new WorkQueue({ atOnce: 1, longest: 1 });
    const failed = queue.run(async () => Promise.reject(new Error('no')));
    const next = queue.run(async () => 2);
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe(2);
  });
});
