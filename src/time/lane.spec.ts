import { beforeEach, describe, expect, it } from '@jest/globals';
import { Lane, LaneFull } from './lane.js';

describe('a lane', () => {
  const started: number[] = [];
  let ends: (() => void)[];
  const work = (id: number) => () =>
    new Promise<number>((resolve) => {
      started.push(id);
      ends.push(() => resolve(id));
    });
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    started.length = 0;
    ends = [];
  });

  it('runs as much at a time as it is wide, and the rest in the order in which it came', async () => {
    const lane = new Lane(2, 60_000);
    const all = [1, 2, 3, 4].map((id) => lane.run(work(id)));
    await turn();
    expect(started).toEqual([1, 2]);
    ends[1]?.();
    await turn();
    expect(started).toEqual([1, 2, 3]);
    ends[0]?.();
    await turn();
    expect(started).toEqual([1, 2, 3, 4]);
    ends.forEach((end) => end());
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
    expect(lane.isIdle).toBe(true);
  });

  it('goes on after work that fails', async () => {
    const lane = new Lane(1, 60_000);
    const failed = lane.run(() => Promise.reject(new Error('failed')));
    const next = lane.run(async () => 'done');
    await expect(failed).rejects.toThrow('failed');
    await expect(next).resolves.toBe('done');
    expect(lane.isIdle).toBe(true);
  });

  it('refuses work whose turn does not come in time, and its place in the queue is free again', async () => {
    const lane = new Lane(1, 30);
    const first = lane.run(work(1));
    await expect(lane.run(work(2))).rejects.toBeInstanceOf(LaneFull);
    ends[0]?.();
    await first;
    expect(lane.isIdle).toBe(true);
    expect(started).toEqual([1]);
  });

  it('refuses work at once when too much is waiting', async () => {
    const lane = new Lane(1, 60_000, 1);
    const all = [lane.run(work(1)), lane.run(work(2))];
    await expect(lane.run(work(3))).rejects.toBeInstanceOf(LaneFull);
    await turn();
    ends[0]?.();
    await turn();
    ends[1]?.();
    expect(await Promise.all(all)).toEqual([1, 2]);
  });
});
