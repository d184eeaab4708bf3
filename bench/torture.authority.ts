import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What all nodes cache: a number for each thing, which every write raises by one. It stands for the database: a load shows
 * the moment at which it arrived, however late it is answered, and a write is committed before its answer is sent.
 */
export class Authority {
  loads = 0;
  private readonly numbers = new Map<number, number>();

  async load(id: number): Promise<number> {
    this.loads++;
    const number = this.numbers.get(id) ?? 0;
    // One in ten is slow, as when a connection of the pool is waited for.
    await sleep(Math.random() < 0.1 ? between(30, 80) : between(2, 10));
    return number;
  }

  async write(id: number): Promise<number> {
    const number = (this.numbers.get(id) ?? 0) + 1;
    this.numbers.set(id, number);
    await sleep(between(1, 3));
    return number;
  }
}

export function between(from: number, until: number): number {
  return from + Math.random() * (until - from);
}
