import { SECOND_MS } from './durations.js';

const EVERY_MS = 30 * SECOND_MS;

/** For lines that many requests would write alike: one of a kind in 30 s. */
export class Rarely {
  private readonly at = new Map<string, number>();

  /** Whether none of this kind was due within the last 30 s. @param kind one of a few names */
  isDue(kind: string): boolean {
    const now = performance.now();
    if (now - (this.at.get(kind) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return false;
    this.at.set(kind, now);
    return true;
  }
}
