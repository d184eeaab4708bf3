/** Upper bounds in ms. They are fixed, so that an observation is a short search and nothing is kept per key. */
const BOUNDS = [
  0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000,
] as const;

/** Histogram of durations with fixed buckets. */
export class Histogram {
  static readonly bounds: readonly number[] = BOUNDS;
  /** One count for each bound and a last one for longer durations; not cumulative. */
  readonly counts: number[] = Array.from({ length: BOUNDS.length + 1 }, () => 0);
  count = 0;
  sumMs = 0;

  /** A histogram of observations that were counted elsewhere; their sum is not known. */
  static of(counts: readonly number[]): Histogram {
    const histogram = new Histogram();
    for (const bucket of histogram.counts.keys()) {
      const count = counts[bucket] ?? 0;
      histogram.counts[bucket] = count;
      histogram.count += count;
    }
    return histogram;
  }

  observe(ms: number): void {
    let bucket = 0;
    while (bucket < BOUNDS.length && ms > (BOUNDS[bucket] ?? 0)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.count++;
    this.sumMs += ms;
  }

  /** The `q`-quantile (0…1) in ms, linear within its bucket; `null` before the first observation. */
  quantile(q: number): number | null {
    if (this.count === 0) return null;
    let left = q * this.count;
    for (const [bucket, count] of this.counts.entries()) {
      if (count > 0 && left <= count) {
        const from = BOUNDS[bucket - 1] ?? 0;
        return from + ((BOUNDS[bucket] ?? from) - from) * (left / count);
      }
      left -= count;
    }
    return BOUNDS.at(-1) ?? null;
  }
}
