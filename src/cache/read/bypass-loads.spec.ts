import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { BypassLoads } from './bypass-loads.js';

/** Loads that end when the test says so, each with the number of its start. */
function manualLoads() {
  const started: ((outcome?: Error) => void)[] = [];
  const load = async (): Promise<number> => {
    const number = started.length + 1;
    return new Promise((resolve, reject) => {
      started.push((outcome) => (outcome === undefined ? resolve(number) : reject(outcome)));
    });
  };
  return { started, load };
}

function pause(ms: number): void {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt);
}

const LIMITS = { running: 10, waitMs: 1000 };

describe('loads past the cache', () => {
  it('run once at a time for a key; who comes meanwhile shares the one after', async () => {
    const loads = new BypassLoads<number>(LIMITS);
    const { started, load } = manualLoads();
    const first = loads.load('key', load);
    const later = Array.from({ length: 100 }, async () => loads.load('key', load));
    expect(started).toHaveLength(1);
    started[0]?.();
    expect(await first).toBe(1);
    const latest = loads.load('key', load);
    expect(started).toHaveLength(2);
    started[1]?.();
    expect(new Set(await Promise.all(later))).toEqual(new Set([2]));
    started[2]?.();
    expect(await latest).toBe(3);
  });

  it('do not pass on the error of the load before', async () => {
    const loads = new BypassLoads<number>(LIMITS);
    const { started, load } = manualLoads();
    const first = loads.load('key', load);
    const second = loads.load('key', load);
    started[0]?.(new Error('away'));
    await expect(first).rejects.toThrow('away');
    started[1]?.();
    expect(await second).toBe(2);
  });

  it('run side by side up to the cap, the others in the order they came', async () => {
    const loads = new BypassLoads<number>({ ...LIMITS, running: 2 });
    const { started, load } = manualLoads();
    const answers = ['a', 'b', 'c', 'd'].map(async (key) => loads.load(key, load));
    expect(started).toHaveLength(2);
    started[1]?.();
    await answers[1];
    expect(started).toHaveLength(3);
    started[0]?.();
    started[2]?.();
    await answers[2];
    started[3]?.();
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4]);
  });

  it('are refused at once when those that wait would take too long at the present pace', async () => {
    const loads = new BypassLoads<number>({ running: 1, waitMs: 1000 });
    for (let round = 0; round < 10; round++) await loads.load('key', async () => sleep(50, 1));
    const { started, load } = manualLoads();
    const first = loads.load('key', load);
    const refused: string[] = [];
    const others = Array.from({ length: 100 }, async (_, id) =>
      loads.load(`key ${id}`, async () => 1).catch(() => refused.push(`key ${id}`)),
    );
    await sleep(0);
    expect(refused.at(-1)).toBe('key 99');
    started[0]?.();
    await Promise.all([first, ...others]);
  });

  it('wait in any number if they are quick', async () => {
    const loads = new BypassLoads<number>({ running: 10, waitMs: 30_000 });
    const ids = Array.from({ length: 2000 }, (_, id) => id);
    const answers = await Promise.all(ids.map(async (id) => loads.load(`key ${id}`, async () => id)));
    expect(answers).toEqual(ids);
  });

  it('are not refused because of a pause of this process', async () => {
    const loads = new BypassLoads<number>({ running: 1, waitMs: 200 });
    const { started, load } = manualLoads();
    const answers = ['a', 'b'].map(async (key) => loads.load(key, load));
    pause(500);
    await sleep(0);
    started[0]?.();
    await answers[0];
    started[1]?.();
    expect(await Promise.all(answers)).toEqual([1, 2]);
  });

  it('are refused when they waited too long', async () => {
    const loads = new BypassLoads<number>({ ...LIMITS, running: 1, waitMs: 20 });
    const { started, load } = manualLoads();
    const first = loads.load('a', load);
    const second = Promise.race([loads.load('b', load), sleep(5_000, 'still waiting', { ref: false })]);
    await expect(second).rejects.toMatchObject({ code: 'overloaded' });
    started[0]?.();
    expect(await first).toBe(1);
    expect(started).toHaveLength(1);
  });

  it('run in the context of their caller, not of the load that made room', async () => {
    const loads = new BypassLoads<string | undefined>({ ...LIMITS, running: 1 });
    const who = new AsyncLocalStorage<string>();
    const load = async () => who.getStore();
    const answers = await Promise.all(
      ['a', 'b'].map(async (name) => who.run(name, async () => loads.load(name, load))),
    );
    expect(answers).toEqual(['a', 'b']);
  });
});
