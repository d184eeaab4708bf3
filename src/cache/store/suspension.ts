import type { Suspension } from './cache-status.js';

/** Reasons why reads bypass the cache (rule 14). Each holds until the component that gave it removes it. */
export class Suspensions {
  private readonly held = new Map<string, number>();
  private shown: Suspension | null = null;

  /** @param log receives one line for each change of state. */
  constructor(private readonly log: (sentence: string) => void) {}

  get current(): Suspension | null {
    return this.shown;
  }

  has(reason: string): boolean {
    return this.held.has(reason);
  }

  /** @param why for the log, if the name of the reason does not explain it. */
  add(reason: string, now: number, why = reason): void {
    if (this.held.has(reason)) return;
    this.held.set(reason, now);
    this.refresh();
    this.log(`Reads bypass the cache: ${why}`);
  }

  remove(reason: string): void {
    if (!this.held.delete(reason)) return;
    this.refresh();
    if (this.shown === null) this.log('Reads use the cache again');
  }

  private refresh(): void {
    this.shown =
      this.held.size === 0
        ? null
        : { since: Math.min(...this.held.values()), reasons: [...this.held.keys()] };
  }
}
