import type { Read, Write } from './history.js';

/**
 * What a page showed after it had shown a later state, as sentences: a page keeps what it read until it reads again. Of several states
 * that an answer may show, the earliest one that is not before the last counts.
 * @param reads those of one page in their order
 * @param writes settled: each that committed says so
 */
export function stepsBack(reads: readonly Read[], writes: readonly Write[]): string[] {
  const committed = new Map<string, Write[]>();
  for (const write of writes.toSorted((a, b) => a.seq - b.seq)) {
    if (write.committedAt === undefined) continue;
    const list = committed.get(write.register);
    if (list === undefined) committed.set(write.register, [write]);
    else list.push(write);
  }
  const shown = new Map<string, number>();
  const found: string[] = [];
  for (const { seen, endedAt } of reads) {
    for (const { register, view, value } of seen) {
      const fits = ({ views, sentAt }: Write): boolean => sentAt <= endedAt && views[view] === value;
      const states = committed.get(register) ?? [];
      const last = shown.get(register) ?? 0;
      const next = states.find((write) => fits(write) && write.seq >= last);
      if (next !== undefined) shown.set(register, next.seq);
      // What no write explains is no older state.
      else if (states.some(fits)) found.push(`${register}: ${view} ${value} after step ${last}`);
    }
  }
  return found;
}
