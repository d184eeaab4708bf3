import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { StateLog } from './state-log.js';

let lines: string[];
let log: StateLog<'up' | 'down'>;

beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  log = new StateLog('up', (line) => lines.push(line));
});
afterEach(() => {
  jest.useRealTimers();
});

it('writes each change at once, and a repeated state not at all', () => {
  log.change('up', 'still up');
  log.change('down', 'down');
  log.change('down', 'down again');
  log.change('up', 'up');
  expect(lines).toEqual(['down', 'up']);
});

it('writes at most one line of a kind in 30 s, and the last one states the present state', () => {
  for (let second = 0; second < 60; second++) {
    log.change(second % 2 === 0 ? 'down' : 'up', `${second}`);
    jest.advanceTimersByTime(1000);
  }
  expect(lines.length).toBeLessThanOrEqual(4);
  log.change('down', 'for good');
  jest.advanceTimersByTime(60_000);
  expect(lines.at(-1)).toMatch(/^for good( \(\d+ changes before were not logged\))?$/);
});

it('forgets a change that was taken back before its time', () => {
  log.change('down', 'first');
  log.change('up', 'first');
  log.change('down', 'second');
  log.change('up', 'second');
  jest.advanceTimersByTime(60_000);
  expect(lines).toEqual(['first', 'first']);
});
