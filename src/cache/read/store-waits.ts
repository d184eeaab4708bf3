/** How long the work of one request has waited for the store so far, over everything that it awaited there (S3). */
export class StoreWaits {
  private waitedMs = 0;
  private waiting = 0;
  private waitingSince = 0;

  /** Milliseconds of all waits that have ended. */
  get ms(): number {
    return this.waitedMs;
  }

  /** Milliseconds until `now`; what is awaited at the same time counts once. */
  until(now: number): number {
    return this.waitedMs + (this.waiting > 0 ? now - this.waitingSince : 0);
  }

  /** Counts the time from `now` until {@link end} was called as often as this. */
  begin(now: number): void {
    if (this.waiting++ === 0) this.waitingSince = now;
  }

  end(now: number): void {
    if (--this.waiting === 0) this.waitedMs += now - this.waitingSince;
  }
}
