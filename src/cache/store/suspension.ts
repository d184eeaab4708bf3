import { StateLog } from '../../time/state-log.js';
import type { Suspension } from './cache-status.js';

/** Reasons why reads bypass the cache (rule 14). Each holds until the component that gave it removes it. */
export class Suspensions {
  private readonly held = new Map<string, number>();
  private shown: Suspension | null = null;

  private readonly log: StateLog<'used' | 'bypassed'>;

  /**
   * @param say writes a line for a change of state.
   * @param changed called when a suspension begins and when it ends
   */
  constructor(
    say: (sentence: string) => void,
    private readonly changed: () => void = () => undefined,
  ) {
    this.log = new StateLog('used', say);
  }

  get current(): Suspension | null {
    return this.shown;
  }

  has(reason: string): boolean {
    return this.held.has(reason);
  }

  /** @param why for the log; `null` if the caller logs it. */
  add(reason: string, now: number, why: string | null = reason): void {
    if (this.held.has(reason)) return;
    this.held.set(reason, now);
    this.refresh();
    if (why !== null) this.log.change('bypassed', `Reads bypass the cache: ${why}`);
  }

  remove(reason: string): void {
    if (!this.held.delete(reason)) return;
    this.refresh();
    if (this.shown === null) this.log.change('used', 'Reads use the cache again');
  }

  private refresh(): void {
    const wasSuspended = this.shown !== null;
    this.shown =
      this.held.size === 0
        ? null
        : { since: Math.min(...this.held.values()), reasons: [...this.held.keys()] };
    if (wasSuspended !== (this.shown !== null)) this.changed();
  }
}
