import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves at that moment of `performance.now()`, never before. Loops, because timers fire early. */
export async function sleepUntil(at: number): Promise<void> {
  for (let left = at - performance.now(); left > 0; left = at - performance.now()) await sleep(left);
}
