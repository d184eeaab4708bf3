import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Stands for the database: a number for each thing, which every write raises by one. A load returns the number at the time
 * when it arrived, however late it is answered, and a write is committed before its answer is sent.
 */
export class Authority {
  loads = 0;
  private readonly numbers = new Map<number, number>();

  async load(id: number): Promise<number> {
    this.loads++;
    const number = this.numbers.get(id) ?? 0;
    // One in ten is slow, like a load that waits for a pooled connection.
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
