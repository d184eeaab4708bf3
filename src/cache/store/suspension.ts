import type { Suspension } from './cache-status.js';

/** Why reads bypass the cache at the moment (rule 14). Each reason holds until it is removed. */
export class Suspensions {
  private readonly held = new Map<string, number>();
  private shown: Suspension | null = null;

  /** @param say one line for each change of state. */
  constructor(private readonly say: (sentence: string) => void) {}

  get current(): Suspension | null {
    return this.shown;
  }

  has(reason: string): boolean {
    return this.held.has(reason);
  }

  /** @param why for the log, if the reason's name does not say it all. */
  add(reason: string, now: number, why = reason): void {
    if (this.held.has(reason)) return;
    this.held.set(reason, now);
    this.refresh();
    this.say(`reads bypass the cache: ${why}`);
  }

  remove(reason: string): void {
    if (!this.held.delete(reason)) return;
    this.refresh();
    if (this.shown === null) this.say('reads use the cache');
  }

  private refresh(): void {
    this.shown =
      this.held.size === 0
        ? null
        : { since: Math.min(...this.held.values()), reasons: [...this.held.keys()] };
  }
}
