import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from './fault.js';

/** At a moment that nobody chose, under writes. */
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

/** Its wire to Redis stands still first, so that what it commits cannot be forgotten any more. */
export const killedBeforeForget: FaultKind = {
  name: 'application killed between COMMIT and FORGET',
  away: ['application'],
  async inject({ fleet, random, holdMs }) {
    const index = Math.floor(random.next() * fleet.applications.length);
    const wire = fleet.wires[index];
    const victim = fleet.applications[index];
    wire?.freeze();
    await sleep(random.between(20, 200));
    await victim?.kill();
    wire?.reset();
    wire?.pass();
    await sleep(holdMs / 4);
    await victim?.restart();
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

export const APPLICATION_FAULTS: readonly FaultKind[] = [killed, killedBeforeForget, frozen];
