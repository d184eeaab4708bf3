import { SECOND_MS } from '../../time/durations.js';

/**
 * How far away a server is: the shortest time that it took to reply within the last second or two. What takes longer than
 * that is the time of the command itself, or of those before it.
 */
export class ReplyDistance {
  private previous = 0;
  private current = Number.POSITIVE_INFINITY;
  private since = Number.NEGATIVE_INFINITY;

  get ms(): number {
    return Math.min(this.current, this.previous);
  }

  /** @param now on the clock that `ms` was measured with. */
  replied(ms: number, now: number): void {
    if (now - this.since > SECOND_MS) {
      this.previous = this.current;
      this.current = ms;
      this.since = now;
    } else if (ms < this.current) {
      this.current = ms;
    }
  }
}
