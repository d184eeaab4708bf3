/** Instants from `from` up to but not including `until`, in epoch milliseconds. */
export interface Interval {
  readonly from: number;
  readonly until: number;
}

/** Intersects two lists of intervals. Adjacent intervals are not merged. */
export function intersect(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  const shared: Interval[] = [];
  for (const one of some) {
    for (const other of others) {
      if (one.from >= other.until || other.from >= one.until) continue;
      shared.push({ from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) });
    }
  }
  return shared;
}

/** Sorts the intervals and merges those that overlap or touch. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  let last: Interval | undefined;
  for (const { from, until } of intervals.toSorted((a, b) => a.from - b.from)) {
    if (last !== undefined && from <= last.until) {
      last = { from: last.from, until: Math.max(last.until, until) };
      result[result.length - 1] = last;
    } else {
      last = { from, until };
      result.push(last);
    }
  }
  return result;
}

export function isNotEmpty({ from, until }: Interval): boolean {
  return from < until;
}
