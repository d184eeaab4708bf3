import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { SharedLoads } from './shared-loads.js';

it('finishes one load a turn of the event loop, of all batches in rotation', async () => {
  const finished: string[] = [];
  const loads = (name: string) =>
    new SharedLoads<[key: number], number>(async () => (key) => {
      finished.push(`${name}${key}`);
      return key;
    });
  const [one, other] = [loads('a'), loads('b')];
  const values = Promise.all(
    [one, other].flatMap((batch) => Array.from({ length: 5 }, async (_, key) => batch.one([key]))),
  );
  const byTurn: number[] = [];
  while (finished.length < 10) {
    const before = finished.length;
    await setImmediate();
    byTurn.push(finished.length - before);
  }
  expect(await values).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
  expect(Math.max(...byTurn)).toBe(1);
  expect(
    finished
      .slice(1, 9)
      .map(([name]) => name)
      .join(''),
  ).toMatch(/^(?:(ab)+a?|(ba)+b?)$/);
});
