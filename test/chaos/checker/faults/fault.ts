import type { Fault, Write } from '../history.js';
import type { Fleet } from '../fleet.js';
import type { Random } from '../random.js';

export interface Injection {
  readonly fleet: Fleet;
  readonly random: Random;
  /** How long what is broken stays broken. */
  readonly holdMs: number;
  /** The writes that this instance alone was asked for and has not answered. */
  unanswered(instance: number): readonly Write[];
}

/** A way to break things. `inject` breaks, holds, and leaves everything whole. */
export interface FaultKind {
  readonly name: string;
  readonly away: Fault['away'];
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
