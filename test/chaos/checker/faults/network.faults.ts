import { setTimeout as sleep } from 'node:timers/promises';
import type { TcpProxy } from '../../../support/tcp-proxy.js';
import { type FaultKind, type Injection, repeatedly } from './fault.js';

/** Breaks the wires to Redis, mends them at the end. */
function wires(
  name: string,
  which: 'one' | 'all',
  breakThem: (wire: TcpProxy, injection: Injection) => Promise<void>,
): FaultKind {
  return {
    name,
    away: ['redis'],
    async inject(injection) {
      const { fleet, random } = injection;
      const broken = which === 'all' ? fleet.wires : [random.pick(fleet.wires)];
      await Promise.all(broken.map(async (wire) => breakThem(wire, injection)));
      for (const wire of broken) wire.pass();
    },
  };
}

export const NETWORK_FAULTS: readonly FaultKind[] = [
  wires('one instance cut off from Redis', 'one', async (wire, { holdMs }) => {
    wire.cut();
    await sleep(holdMs);
  }),
  wires('one half-open wire to Redis', 'one', async (wire, { holdMs }) => {
    wire.freeze();
    await sleep(holdMs);
  }),
  wires('half-open wires to Redis', 'all', async (wire, { holdMs }) => {
    wire.freeze();
    await sleep(holdMs);
  }),
  wires('wires to Redis reset', 'all', async (wire, { holdMs, random }) => {
    await repeatedly(holdMs, random.between(100, 500), async () => wire.reset());
  }),
  wires('slow wires to Redis', 'all', async (wire, { holdMs, random }) => {
    wire.delay(random.between(5, 40));
    await sleep(holdMs / 2);
    wire.delay(random.between(80, 300));
    await sleep(holdMs / 2);
  }),
];
