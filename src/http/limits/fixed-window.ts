import { LRUCache } from 'lru-cache';

const MOST_KEYS = 50_000;

/**
 * Limits how often each key occurs within windows of fixed length that start together for all keys. Up to twice the limit can
 * pass around the end of a window; in exchange, counting is one map look-up. Keeps the 50,000 keys that were seen last.
 */
export class FixedWindow {
  /** `max` would allocate memory for all of them at once. */
  private readonly counts = new LRUCache<string, { times: number }>({
    maxSize: MOST_KEYS,
    sizeCalculation: () => 1,
  });
  private endsAt = 0;

  /**
   * @param limit how many are allowed in a window; 0: no limit
   * @param lengthMs the window's length
   * @param now a clock that never runs backwards, in milliseconds
   */
  constructor(
    private readonly limit: number,
    private readonly lengthMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts one, or more at once; fewer than none takes back. @returns how many more are allowed in this window */
  count(key: string, times = 1): number {
    if (this.limit === 0) return Infinity;
    this.roll();
    const counted = this.countOf(key);
    counted.times = Math.max(0, counted.times + times);
    return Math.max(0, this.limit - counted.times);
  }

  /** Counts one, unless the limit is reached. @returns how many more are allowed in this window; -1: not this one either */
  take(key: string): number {
    if (this.limit === 0) return Infinity;
    this.roll();
    const counted = this.countOf(key);
    return counted.times < this.limit ? this.limit - ++counted.times : -1;
  }

  /** Seconds until the present window ends. */
  get secondsLeft(): number {
    return Math.max(1, Math.ceil((this.endsAt - this.now()) / 1000));
  }

  /** Seconds until the key is allowed again; 0 if it is allowed now. */
  waitSeconds(key: string): number {
    if (this.limit === 0) return 0;
    this.roll();
    if ((this.counts.get(key)?.times ?? 0) < this.limit) return 0;
    return this.secondsLeft;
  }

  private countOf(key: string): { times: number } {
    let counted = this.counts.get(key);
    if (counted === undefined) this.counts.set(key, (counted = { times: 0 }));
    return counted;
  }

  private roll(): void {
    const now = this.now();
    if (now < this.endsAt) return;
    this.counts.clear();
    this.endsAt = now + this.lengthMs;
  }
}
