import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from './fault.js';

const restarted: FaultKind = {
  name: 'PostgreSQL restarted',
  away: ['postgres'],
  async inject({ fleet, holdMs }) {
    await fleet.restartPostgres(holdMs / 2);
    // Writers with an unknown outcome wait before they write again; without this, no writer would be active afterwards.
    await sleep(holdMs);
  },
};

/** Loads that take long enough for writes to pass them. */
const slow: FaultKind = {
  name: 'slow loads',
  away: [],
  async inject({ fleet, random, holdMs }) {
    fleet.postgres.proxy.delay(random.between(10, 80));
    await sleep(holdMs);
    fleet.postgres.proxy.pass();
  },
};

export const POSTGRES_FAULTS: readonly FaultKind[] = [restarted, slow];
