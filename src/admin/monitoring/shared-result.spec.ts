import { expect, it } from '@jest/globals';
import { SharedResult } from './shared-result.js';

/** Work that takes some milliseconds of a clock of its own. */
function measured(tookMs: number) {
  const state = { now: 0, begun: 0 };
  const work = async () => {
    state.begun++;
    await Promise.resolve();
    state.now += tookMs;
    return state.begun;
  };
  return { state, result: new SharedResult(work, () => state.now) };
}

it('concurrent callers share the work', async () => {
  const { state, result } = measured(1);
  expect(await Promise.all(Array.from({ length: 50 }, async () => result.get()))).toEqual(Array(50).fill(1));
  expect(state.begun).toBe(1);
});

it('cheap work is done anew for a later caller', async () => {
  const { result } = measured(99);
  expect([await result.get(), await result.get()]).toEqual([1, 2]);
});

it('dear work is done a tenth of the time', async () => {
  const { state, result } = measured(200);
  await result.get();
  state.now += 1799;
  expect(await result.get()).toBe(1);
  state.now += 1;
  expect(await result.get()).toBe(2);
});

it('a failure is not kept', async () => {
  let begun = 0;
  const result = new SharedResult(async () => {
    if (++begun === 1) throw new Error('lost');
    return begun;
  });
  await expect(result.get()).rejects.toThrow('lost');
  expect(await result.get()).toBe(2);
});
