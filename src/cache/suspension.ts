import type { Suspension } from './cache-status.js';

/** Why reads bypass the cache at the moment (rule 14). A reason holds until whoever gave it takes it back. */
export class Suspensions {
  private readonly held = new Map<string, number>();
  private shown: Suspension | null = null;

  /** @param told of the first reason's coming and the last one's going. */
  constructor(private readonly told: (suspension: Suspension | null) => void) {}

  get current(): Suspension | null {
    return this.shown;
  }

  has(reason: string): boolean {
    return this.held.has(reason);
  }

  add(reason: string, now: number): void {
    if (this.held.has(reason)) return;
    const first = this.held.size === 0;
    this.held.set(reason, now);
    this.refresh();
    if (first) this.told(this.shown);
  }

  remove(reason: string): void {
    if (!this.held.delete(reason)) return;
    this.refresh();
    if (this.shown === null) this.told(null);
  }

  private refresh(): void {
    this.shown =
      this.held.size === 0
        ? null
        : { since: Math.min(...this.held.values()), reasons: [...this.held.keys()] };
  }
}
