import { afterEach, expect, it } from '@jest/globals';
import { Suspensions } from '../store/suspension.js';
import type { ReturnListeners } from '../store/return-listeners.js';
import type { RedisOutageLog } from './redis.outage-log.js';
import { RedisSupervisor } from './redis.supervisor.js';
import type { RedisTopology } from './redis.topology.js';

const nothing = () => undefined;
let supervisor: RedisSupervisor;
afterEach(() => supervisor.close());

/** A Redis that answers every check. */
async function recovered(): Promise<void> {
  const topology = { refresh: async () => Promise.resolve(), pools: [] } as unknown as RedisTopology;
  const listeners = { serversKnown: nothing, prove: nothing, run: nothing } as unknown as ReturnListeners;
  const log = {
    lost: nothing,
    hint: nothing,
    regained: nothing,
    close: nothing,
  } as unknown as RedisOutageLog;
  supervisor = new RedisSupervisor(topology, 'test', new Suspensions(nothing), listeners, log);
  await supervisor.start();
  await usable();
}

async function usable(): Promise<void> {
  while (supervisor.awaySince !== undefined) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** How long Redis is not used after a command has failed. */
async function suspendedMs(): Promise<number> {
  const from = performance.now();
  supervisor.failed(new Error('NOPERM this user has no permissions to run the command'));
  await usable();
  return performance.now() - from;
}

it('waits longer, up to 400 ms, each time a server that passes all checks fails as soon as it is used', async () => {
  await recovered();
  const pauses: number[] = [];
  for (let failure = 0; failure < 4; failure++) pauses.push(await suspendedMs());
  const [first, second, third, fourth] = pauses as [number, number, number, number];
  // A timer may fire a millisecond early.
  expect(first).toBeGreaterThan(98);
  expect(second).toBeGreaterThan(198);
  expect(third).toBeGreaterThan(398);
  expect(fourth).toBeGreaterThan(398);
  expect(fourth).toBeLessThan(4000);
});
