import { LRUCache } from 'lru-cache';

const MOST_KEYS = 50_000;

/**
 * Counts what happens under a key within windows of fixed length, all starting together. At most twice the limit passes
 * around a border; in exchange a count is one map look-up. Forgets the keys least lately seen beyond 50,000.
 */
export class FixedWindow {
  private readonly counts = new LRUCache<string, number>({ max: MOST_KEYS });
  private endsAt = 0;

  /**
   * @param limit how many are allowed in a window; 0: any number
   * @param lengthMs the window's length
   * @param now a clock that never runs backwards, in milliseconds
   */
  constructor(
    private readonly limit: number,
    private readonly lengthMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  count(key: string): void {
    if (this.limit === 0) return;
    this.roll();
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** Seconds until the key may go on, 0 if it may now. */
  waitSeconds(key: string): number {
    if (this.limit === 0) return 0;
    this.roll();
    if ((this.counts.get(key) ?? 0) < this.limit) return 0;
    return Math.max(1, Math.ceil((this.endsAt - this.now()) / 1000));
  }

  private roll(): void {
    const now = this.now();
    if (now < this.endsAt) return;
    this.counts.clear();
    this.endsAt = now + this.lengthMs;
  }
}
