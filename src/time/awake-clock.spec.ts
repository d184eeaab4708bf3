import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { AwakeClock } from './awake-clock.js';

/** Blocks the event loop. */
function pause(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** When an alarm after `ms` has rung, in real milliseconds; `undefined` while it has not. */
function alarmOn(clock: AwakeClock, ms: number): { rangAfter: number | undefined; cancel: () => void } {
  const setAt = performance.now();
  const alarm = {
    rangAfter: undefined as number | undefined,
    cancel: clock.after(ms, () => (alarm.rangAfter = performance.now() - setAt)),
  };
  return alarm;
}

describe('the awake clock', () => {
  it('goes on after a suite that replaced the timers', async () => {
    const clock = new AwakeClock();
    jest.useFakeTimers();
    clock.begin();
    jest.useRealTimers();
    const alarm = alarmOn(clock, 20);
    for (let turns = 0; turns < 100 && alarm.rangAfter === undefined; turns++) await sleep(10);
    clock.end();
    expect(alarm.rangAfter).toBeDefined();
  });

  it('counts like any other while the event loop turns', async () => {
    const alarm = alarmOn(new AwakeClock(), 50);
    // On a busy machine, most of the time may be pauses.
    while (alarm.rangAfter === undefined) await sleep(10);
    expect(alarm.rangAfter).toBeGreaterThanOrEqual(49);
  });

  it('counts a pause of the event loop as one tick', async () => {
    const clock = new AwakeClock();
    const begunAt = clock.begin();
    const alarm = alarmOn(clock, 100);
    for (let turns = 0; turns < 3; turns++) {
      pause(200);
      await turn();
    }
    expect(alarm.rangAfter).toBeUndefined();
    expect(clock.end() - begunAt).toBeLessThan(100);
    while (alarm.rangAfter === undefined) await sleep(10);
    expect(alarm.rangAfter).toBeGreaterThan(600);
  });

  it('lets the sockets be read once more after a pause before an alarm rings', async () => {
    const order: string[] = [];
    new AwakeClock().after(15, () => order.push('alarm'));
    // The pause begins after the sockets were read in its turn; they are read again in each of the next two turns.
    setImmediate(() => {
      pause(100);
      setImmediate(() => setImmediate(() => order.push('sockets read')));
    });
    while (order.length < 2) await sleep(10);
    expect(order).toEqual(['sockets read', 'alarm']);
  });

  it('rings in the order in which alarms are due, and not at all once cancelled', async () => {
    const clock = new AwakeClock();
    const order: number[] = [];
    for (const ms of [60, 20, 40]) clock.after(ms, () => order.push(ms));
    clock.after(30, () => order.push(30))();
    while (order.length < 3) await sleep(10);
    expect(order).toEqual([20, 40, 60]);
  });

  it('can be set again from an alarm', async () => {
    const clock = new AwakeClock();
    const again = new Promise<void>((resolve) => clock.after(5, () => clock.after(5, () => resolve())));
    await expect(Promise.race([again, sleep(2000, 'not set', { ref: false })])).resolves.toBeUndefined();
  });

  it('does not count what is excused', async () => {
    let isExcused = true;
    const clock = new AwakeClock((ms) => (isExcused ? 0 : ms));
    const alarm = alarmOn(clock, 30);
    await sleep(150);
    expect(alarm.rangAfter).toBeUndefined();
    isExcused = false;
    while (alarm.rangAfter === undefined) await sleep(10);
    expect(alarm.rangAfter).toBeGreaterThan(150);
  });

  it('stands still while it is not in use', async () => {
    const clock = new AwakeClock();
    clock.begin();
    clock.end();
    await sleep(50);
    const before = clock.now();
    await sleep(50);
    expect(clock.now()).toBe(before);
  });
});
