import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from './fault.js';

/** At a moment that nobody chose, under writes: now and then between COMMIT and FORGET. */
const killed: FaultKind = {
  name: 'application killed',
  away: ['application'],
  async inject({ fleet, random, holdMs }) {
    const victim = random.pick(fleet.applications);
    await victim.kill();
    await sleep(holdMs / 4);
    await victim.restart();
  },
};

const frozen: FaultKind = {
  name: 'application frozen',
  away: ['application'],
  async inject({ fleet, random, holdMs }) {
    const victim = random.pick(fleet.applications);
    victim.freeze();
    await sleep(holdMs);
    victim.thaw();
  },
};

export const APPLICATION_FAULTS: readonly FaultKind[] = [killed, frozen];
