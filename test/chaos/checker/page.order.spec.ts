import { expect, it } from '@jest/globals';
import type { Read, Write } from './history.js';
import { stepsBack } from './page.order.js';

function write(seq: number, value: string, change: Partial<Write> = {}): Write {
  const step = { register: 'r', seq, views: { start: value }, row: value, instance: 0 };
  const fate = { outcome: 'acknowledged', committedAt: seq * 100 + 5 } as const;
  return { ...step, sentAt: seq * 100, endedAt: seq * 100 + 40, ...fate, ...change };
}

const reads = (...values: string[]): Read[] =>
  values.map((value, index) => ({
    region: 'available slots',
    instance: 0,
    beganAt: 1000 + index,
    endedAt: 1000 + index,
    tier: 'hit',
    contended: false,
    seen: [{ register: 'r', view: 'start', value }],
  }));

it('finds an older state after a newer one', () => {
  const writes = [write(0, 'a'), write(1, 'b'), write(2, 'c')];
  expect(stepsBack(reads('a', 'b', 'b', 'c'), writes)).toEqual([]);
  expect(stepsBack(reads('a', 'c'), writes)).toEqual([]);
  expect(stepsBack(reads('b', 'a'), writes)).toEqual(['r: start a after step 1']);
  expect(stepsBack(reads('c', 'b', 'c'), writes)).toEqual(['r: start b after step 2']);
});

it('takes a value that returns for its next writing, if that was sent and committed', () => {
  const writes = [write(0, 'a'), write(1, 'b'), write(2, 'a')];
  expect(stepsBack(reads('a', 'b', 'a'), writes)).toEqual([]);
  const late = write(2, 'a', { sentAt: 5000 });
  expect(stepsBack(reads('a', 'b', 'a'), [...writes.slice(0, 2), late])).toHaveLength(1);
  const { committedAt: _, ...rolledBack } = write(2, 'a');
  expect(stepsBack(reads('a', 'b', 'a'), [...writes.slice(0, 2), rolledBack])).toHaveLength(1);
});

it('leaves to the judge what was never written', () => {
  expect(stepsBack(reads('a', 'x', 'a'), [write(0, 'a')])).toEqual([]);
});
