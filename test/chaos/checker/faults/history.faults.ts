import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR_MS } from '../../../../src/time/durations.js';
import { InstalledServer } from '../installed.server.js';
import type { FaultKind, Injection } from './fault.js';

/** A fault that only a PostgreSQL with its own programs can have: it brings the database back to an earlier state. */
function backInTime(
  name: string,
  inject: (server: InstalledServer, injection: Injection) => Promise<void>,
): FaultKind {
  return {
    name,
    away: ['postgres'],
    isPossible: ({ postgres }) => postgres instanceof InstalledServer,
    async inject(injection) {
      const { postgres } = injection.fleet;
      if (postgres instanceof InstalledServer) await inject(postgres, injection);
    },
  };
}

/** What the database holds when the address leads to another server, or when its tables were replaced. */
export const HISTORY_FAULTS: readonly FaultKind[] = [
  backInTime('a dump restored into the database', async (server, { begins, rewind, holdMs }) => {
    const file = await server.dump();
    await sleep(holdMs);
    begins();
    await rewind(async () => server.restore(file));
  }),
  backInTime('promotion of a lagging standby', async (server, { begins, fleet, rewind, holdMs }) => {
    const { standby, wire } = await server.standby();
    wire.cut();
    await sleep(holdMs);
    begins();
    await rewind(async () => {
      await standby.promote();
      await fleet.switchPostgres(async () => server.becomes(standby));
    });
    await wire.close();
  }),
  backInTime('a base backup started', async (server, { begins, fleet, rewind, holdMs }) => {
    const copy = await server.copy();
    await sleep(holdMs);
    begins();
    await rewind(async () => {
      await copy.restart();
      await fleet.switchPostgres(async () => server.becomes(copy));
    });
  }),
  {
    name: 'the clock of the database off',
    away: [],
    isPossible: (fleet) => fleet.setClockOff !== undefined,
    async inject({ fleet, random, holdMs, clockJumped }) {
      const aheadMs = random.pick([2 * HOUR_MS, -2 * HOUR_MS]);
      const from = performance.now();
      try {
        await fleet.setClockOff?.(`${aheadMs} milliseconds`);
        await sleep(holdMs);
      } finally {
        await fleet.setClockOff?.('0');
        clockJumped(from, performance.now(), aheadMs);
      }
    },
  },
];
