/** Instants from `from` up to but not including `until`, in epoch milliseconds. */
export interface Interval {
  readonly from: number;
  readonly until: number;
}

/**
 * Intersects two lists of intervals. Adjacent intervals are not merged. Thousands of intervals take milliseconds, as long as
 * few of one list overlap each other.
 */
export function intersect(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  const shared: Interval[] = [];
  const ordered = inOrder(others);
  // Those before this one end before the present one begins.
  let passed = 0;
  for (const one of inOrder(some)) {
    while (passed < ordered.length && (ordered[passed] as Interval).until <= one.from) passed++;
    for (let index = passed; index < ordered.length; index++) {
      const other = ordered[index] as Interval;
      if (other.from >= one.until) break;
      if (one.from >= other.until) continue;
      shared.push({ from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) });
    }
  }
  return shared;
}

function inOrder(intervals: readonly Interval[]): Interval[] {
  return intervals.toSorted((a, b) => a.from - b.from);
}

/** Sorts the intervals and merges those that overlap or touch. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  let last: Interval | undefined;
  for (const { from, until } of inOrder(intervals)) {
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

/** What `others` leave of `some`, which must be in order and disjoint. */
export function without(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  const taken = merged(others);
  const left: Interval[] = [];
  for (const { from, until } of some) {
    let next = from;
    for (const other of taken) {
      if (other.until <= next || other.from >= until) continue;
      if (other.from > next) left.push({ from: next, until: other.from });
      next = other.until;
    }
    if (next < until) left.push({ from: next, until });
  }
  return left;
}

export function isNotEmpty({ from, until }: Interval): boolean {
  return from < until;
}
