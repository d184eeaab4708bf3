import { setTimeout as sleep } from 'node:timers/promises';
import type { PgBouncer } from '../../../support/pgbouncer.js';
import type { Fleet } from '../fleet.js';
import type { FaultKind, Injection } from './fault.js';

const RECONNECT_EVERY_MS = 100;

/** Something that befalls the PgBouncer before one of the instances. */
function ofPooler(
  name: string,
  inject: (pooler: PgBouncer, injection: Injection) => Promise<void>,
): FaultKind {
  return {
    name,
    away: ['postgres'],
    isPossible: ({ pooler }: Fleet) => pooler !== undefined,
    async inject(injection) {
      const { pooler } = injection.fleet;
      if (pooler !== undefined) await inject(pooler, injection);
    },
  };
}

async function ended(pooler: PgBouncer, signal: 'SIGKILL' | 'SIGTERM', awayMs: number): Promise<void> {
  await pooler.kill(signal);
  await sleep(awayMs);
  await pooler.restart();
}

export const POOLER_FAULTS: readonly FaultKind[] = [
  ofPooler('PgBouncer killed', async (pooler, { holdMs }) => ended(pooler, 'SIGKILL', holdMs)),
  ofPooler('PgBouncer restarted', async (pooler) => ended(pooler, 'SIGTERM', 0)),
  ofPooler('PgBouncer reconnects', async (pooler, { holdMs }) => {
    const endsAt = performance.now() + holdMs;
    do {
      await pooler.reconnect();
      await sleep(RECONNECT_EVERY_MS);
    } while (performance.now() < endsAt);
  }),
  ofPooler('PgBouncer paused', async (pooler, { holdMs }) => {
    await pooler.command('PAUSE');
    await sleep(holdMs);
    await pooler.command('RESUME');
  }),
];
