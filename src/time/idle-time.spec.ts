import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { idleTime } from './idle-time.js';

it('time counts in full while the event loop has waited at all', async () => {
  const counts = idleTime();
  let counted = 0;
  // On a busy machine the timer may be due before the event loop could wait for it.
  while (counted !== 10) {
    await sleep(20);
    counted = counts(10);
    expect([1, 10]).toContain(counted);
  }
});

it('time counts for a tenth while the event loop always had something to do', async () => {
  const counts = idleTime();
  await sleep(5);
  counts(10);
  const until = performance.now() + 30;
  // Each turn finds the next immediate already there, so the loop never waits.
  while (performance.now() < until) await turn();
  expect(counts(10)).toBe(1);
});
