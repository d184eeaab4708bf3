import { LRUCache } from 'lru-cache';
import { SECOND_MS } from '../../time/durations.js';

const MOST_KEYS = 50_000;

interface Window {
  readonly endsAt: number;
  count: number;
}

/**
 * Counts by key in this process, within windows that begin with the first count. Keeps the 50,000 keys that were counted last, so
 * that strangers who come with ever new ones cannot fill the memory.
 */
export class MemoryCounter {
  /** `max` would allocate memory for all of them at once. */
  private readonly windows = new LRUCache<string, Window>({ maxSize: MOST_KEYS, sizeCalculation: () => 1 });

  /** @param now a clock that never runs backwards, in milliseconds */
  constructor(
    private readonly limit: number,
    private readonly seconds: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts one. @returns 0 if the limit is kept, else the seconds until the window ends */
  count(key: string): number {
    const now = this.now();
    let window = this.windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      this.windows.set(key, (window = { endsAt: now + this.seconds * SECOND_MS, count: 0 }));
    }
    window.count++;
    return window.count <= this.limit ? 0 : Math.max(1, Math.ceil((window.endsAt - now) / SECOND_MS));
  }

  /** Subtracts one that was counted. */
  uncount(key: string): void {
    const window = this.windows.get(key);
    if (window !== undefined) window.count--;
  }

  get keys(): number {
    return this.windows.size;
  }
}
