import { expect, it } from '@jest/globals';
import { Together } from './together.js';

it('asks at once, and together what comes meanwhile', async () => {
  const asked: string[][] = [];
  const ends: (() => void)[] = [];
  const together = new Together<string, string>(async (items) => {
    asked.push([...items]);
    await new Promise<void>((end) => ends.push(end));
    return items.map((item) => item.toUpperCase());
  });
  const first = together.ask('a');
  await Promise.resolve();
  const others = ['b', 'c'].map((item) => together.ask(item));
  ends.shift()?.();
  expect(await first).toBe('A');
  await Promise.resolve();
  ends.shift()?.();
  expect(await Promise.all(others)).toEqual(['B', 'C']);
  expect(asked).toEqual([['a'], ['b', 'c']]);
});

it('throws to those who asked together, and to nobody after them', async () => {
  let isAway = true;
  const together = new Together<number, number>(async (items) => {
    if (isAway) throw new Error('away');
    return items;
  });
  const settled = await Promise.allSettled([together.ask(1), together.ask(2)]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isAway = false;
  expect(await together.ask(3)).toBe(3);
});
