import { describe, expect, it } from '@jest/globals';
import { Rounds } from './rounds.js';

const NEVER_MS = 3_600_000;

/** Work that ends when it is told to. */
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

describe('rounds', () => {
  it('never run two at a time, and once more however often they were woken meanwhile', async () => {
    const { state, work, openNext } = gated();
    const rounds = new Rounds(work, NEVER_MS);
    for (let i = 0; i < 5; i++) rounds.wake();
    expect(state.begun).toBe(1);
    openNext();
    await turn();
    expect(state).toEqual({ begun: 2, running: 1, most: 1 });
    openNext();
    await turn();
    expect(state.begun).toBe(2);
  });

  it('asked for now begin after the call', async () => {
    const { state, work, openNext } = gated();
    const rounds = new Rounds(work, NEVER_MS);
    rounds.wake();
    let done = false;
    const now = rounds.now().then(() => (done = true));
    openNext();
    await turn();
    expect({ begun: state.begun, done }).toEqual({ begun: 2, done: false });
    openNext();
    await now;
  });

  it('are not woken after a failure, but can be asked for', async () => {
    let begun = 0;
    let fails = true;
    const rounds = new Rounds(async () => {
      begun++;
      if (fails) throw new Error('failed');
    }, NEVER_MS);
    await expect(rounds.now()).rejects.toThrow('failed');
    rounds.wake();
    await turn();
    expect(begun).toBe(1);
    fails = false;
    await rounds.now();
    rounds.wake();
    expect(begun).toBe(3);
  });

  it('stop after the one under way', async () => {
    const { state, work, openNext } = gated();
    const rounds = new Rounds(work, NEVER_MS);
    rounds.start();
    rounds.wake();
    const stopped = rounds.stop();
    openNext();
    await stopped;
    await turn();
    expect(state.begun).toBe(1);
    await expect(rounds.now()).rejects.toThrow('Stopped');
  });
});
