import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `condition` holds, checking every few milliseconds. @throws Error after `withinMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  withinMs = 30_000,
  what = condition.toString(),
): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await sleep(5);
  }
}
