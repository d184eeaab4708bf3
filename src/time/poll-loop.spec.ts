import { describe, expect, it } from '@jest/globals';
import { PollLoop } from './poll-loop.js';

const NEVER_MS = 3_600_000;

/** Work that ends when its gate is opened. */
function gated() {
  const gates: (() => void)[] = [];
  const state = { begun: 0, running: 0, most: 0 };
  const work = async () => {
    state.begun++;
    state.most = Math.max(state.most, ++state.running);
    await new Promise<void>((open) => gates.push(open));
    state.running--;
  };
  return { state, work, openNext: () => gates.shift()?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a poll loop', () => {
  it('never runs twice at a time, and once more however often it was woken meanwhile', async () => {
    const { state, work, openNext } = gated();
    const loop = new PollLoop(work, NEVER_MS);
    for (let i = 0; i < 5; i++) loop.wake();
    expect(state.begun).toBe(1);
    openNext();
    await turn();
    expect(state).toEqual({ begun: 2, running: 1, most: 1 });
    openNext();
    await turn();
    expect(state.begun).toBe(2);
  });

  it('runs after the call of runNow, not before', async () => {
    const { state, work, openNext } = gated();
    const loop = new PollLoop(work, NEVER_MS);
    loop.wake();
    let done = false;
    const run = loop.runNow().then(() => (done = true));
    openNext();
    await turn();
    expect({ begun: state.begun, done }).toEqual({ begun: 2, done: false });
    openNext();
    await run;
  });

  it('cannot be woken after a failure, but runNow still runs it', async () => {
    let begun = 0;
    let fails = true;
    const loop = new PollLoop(async () => {
      begun++;
      if (fails) throw new Error('failed');
    }, NEVER_MS);
    await expect(loop.runNow()).rejects.toThrow('failed');
    loop.wake();
    await turn();
    expect(begun).toBe(1);
    fails = false;
    await loop.runNow();
    loop.wake();
    expect(begun).toBe(3);
  });

  it('runs at its interval once started, also after work that threw synchronously', async () => {
    let begun = 0;
    const thrice = new Promise<void>((resolve) => {
      const loop = new PollLoop(() => {
        if (++begun === 3) void loop.stop().then(resolve);
        throw new Error('failed');
      }, 1);
      loop.start();
    });
    expect(begun).toBe(0);
    await thrice;
    expect(begun).toBe(3);
  });

  it('stops after the current run', async () => {
    const { state, work, openNext } = gated();
    const loop = new PollLoop(work, NEVER_MS);
    loop.start();
    loop.wake();
    loop.wake();
    const stopped = loop.stop();
    openNext();
    await stopped;
    await turn();
    expect(state.begun).toBe(1);
    await expect(loop.runNow()).rejects.toThrow('stopped');
  });
});
