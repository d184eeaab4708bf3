import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../../../../src/time/durations.js';
import type { FaultKind } from './fault.js';

/** Long enough for a new fleet to begin to cache, which it asks for every second. */
const MIXED_MS = 2 * SECOND_MS;

/** The two releases between which a fleet is updated and rolled back, by their main files. */
export interface Releases {
  readonly before: string;
  readonly after: string;
}

/** A fleet that begins with `before` is updated instance by instance, and rolled back. */
export function updateFaults({ before, after }: Releases): readonly FaultKind[] {
  const rolling: FaultKind = {
    name: 'rolling update and back',
    away: ['application'],
    async inject({ fleet, random }) {
      for (const release of [after, before]) {
        for (const instance of random.shuffled(fleet.applications)) {
          await instance.replaceBy(release, 'SIGTERM');
          await sleep(random.between(0, MIXED_MS));
        }
        await sleep(MIXED_MS);
      }
    },
  };
  /** Killed rather than stopped; so each mixture comes about, and the one that holds the lock is among the victims. */
  const one: FaultKind = {
    name: 'one instance changes its release',
    away: ['application'],
    async inject({ fleet, random, holdMs }) {
      const victim = random.pick(fleet.applications);
      const release = victim.main === before ? after : before;
      await victim.replaceBy(release, random.pick(['SIGTERM', 'SIGKILL']));
      await sleep(holdMs);
    },
  };
  const sessions: FaultKind = {
    name: 'sessions of the cache lock cut',
    away: ['application'],
    async inject({ fleet, random, holdMs }) {
      await fleet.sql(
        `SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity
           WHERE application_name = 'bookedbarber cache lock' ORDER BY random() LIMIT $1) AS found`,
        [random.pick([1, 1, 3])],
      );
      await sleep(holdMs);
    },
  };
  return [rolling, one, one, one, sessions];
}
