import { expect, it } from '@jest/globals';
import { Batcher } from './batcher.js';

it('sends the first request at once, and those that arrive meanwhile as one batch', async () => {
  const asked: string[][] = [];
  const ends: (() => void)[] = [];
  const batcher = new Batcher<string, string>(async (items) => {
    asked.push([...items]);
    await new Promise<void>((end) => ends.push(end));
    return items.map((item) => item.toUpperCase());
  });
  const first = batcher.request('a');
  await Promise.resolve();
  const others = ['b', 'c'].map((item) => batcher.request(item));
  ends.shift()?.();
  expect(await first).toBe('A');
  await Promise.resolve();
  ends.shift()?.();
  expect(await Promise.all(others)).toEqual(['B', 'C']);
  expect(asked).toEqual([['a'], ['b', 'c']]);
});

it('rejects the requests of a failed batch, and none that come later', async () => {
  let isAway = true;
  const batcher = new Batcher<number, number>(async (items) => {
    if (isAway) throw new Error('away');
    return items;
  });
  const settled = await Promise.allSettled([batcher.request(1), batcher.request(2)]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isAway = false;
  expect(await batcher.request(3)).toBe(3);
});
