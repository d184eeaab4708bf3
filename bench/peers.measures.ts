import { quantile } from './http.load.js';
import type { Contender } from './peers.contender.js';

export interface HitsWanted {
  readonly hits: number;
  readonly readers: number;
  readonly keys: number;
}

/** CPU of this process per hit in µs, by concurrent readers of different things. */
export async function cpuPerHit(contender: Contender, { hits, readers, keys }: HitsWanted): Promise<number> {
  const each = Math.floor(hits / readers);
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: readers }, async (_, reader) => {
      for (let turn = 0; turn < each; turn++) await contender.get((reader + turn * readers) % keys);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (each * readers);
}

export interface OpenLoopPace {
  readonly perSecond: number;
  readonly seconds: number;
  readonly keys: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** Milliseconds from when a read was due to its answer, at a constant rate (open loop). */
export async function latencyAtPace(
  contender: Contender,
  { perSecond, seconds, keys }: OpenLoopPace,
): Promise<Latency> {
  const latencies: number[] = [];
  const reads: Promise<void>[] = [];
  const startedAt = performance.now();
  const read = async (id: number, dueAt: number) => {
    await contender.get(id);
    latencies.push(performance.now() - dueAt);
  };
  for (let turn = 0; turn < perSecond * seconds; turn++) {
    const dueAt = startedAt + (turn / perSecond) * 1000;
    // No timer: it can be a millisecond late, which is longer than a hit takes.
    while (performance.now() < dueAt) await new Promise((resolve) => setImmediate(resolve));
    reads.push(read(turn % keys, dueAt));
  }
  await Promise.all(reads);
  const ascending = latencies.toSorted((a, b) => a - b);
  return { p50: quantile(ascending, 0.5), p99: quantile(ascending, 0.99) };
}
