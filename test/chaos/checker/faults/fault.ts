import type { Differences } from '../application.process.js';
import type { Answer } from '../http.client.js';
import type { Fault, Write } from '../history.js';
import type { Fleet } from '../fleet.js';
import type { Random } from '../random.js';
import type { HttpRequest } from '../register.js';

export interface Injection {
  readonly fleet: Fleet;
  readonly random: Random;
  /** How long what is broken stays broken. */
  readonly holdMs: number;
  /** The writes that this instance alone was asked for and has not answered. */
  readonly unanswered: (instance: number) => readonly Write[];
  /** Sends a request whose answer shows no register; S3 judges it. */
  readonly send: (request: HttpRequest, instance: number) => Promise<Answer>;
  /** Requests of many different keys of the cache. */
  readonly coldReads: (count: number) => HttpRequest[];
  /** That nothing was broken until now: what came before was preparation. */
  readonly begins: () => void;
  /** Takes the next step of a register that only faults write. */
  readonly advance: (change: 'schema' | 'bulk') => Promise<void>;
  /**
   * Runs `work`, which brings the database back to an earlier state, while no register is being written. What it holds then is
   * what reads must show from then on.
   */
  readonly rewind: (work: () => Promise<void>) => Promise<void>;
  /** That the database's wall clock was off for a while. */
  readonly clockJumped: (from: number, until: number, aheadMs: number) => void;
}

/** A way to break things. `inject` breaks, holds, and leaves everything whole. */
export interface FaultKind {
  readonly name: string;
  readonly away: Fault['away'];
  /** Whether a fleet can have it at all; without this, every fleet can. */
  isPossible?(fleet: Fleet): boolean;
  inject(injection: Injection): Promise<void>;
}

/** Does something again and again for so long. */
export async function repeatedly(
  holdMs: number,
  everyMs: number,
  action: () => Promise<unknown>,
): Promise<void> {
  const until = performance.now() + holdMs;
  while (performance.now() < until) {
    await action();
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Runs one instance with other settings for a while: it is started with them, and once more without. */
export function differently(name: string, differences: (injection: Injection) => Differences): FaultKind {
  return {
    name,
    away: ['application'],
    async inject(injection) {
      const { fleet, random, holdMs } = injection;
      const victim = random.pick(fleet.applications);
      await victim.kill();
      await victim.restart(differences(injection));
      await new Promise((resolve) => setTimeout(resolve, holdMs));
      await victim.kill();
      await victim.restart();
    },
  };
}
