import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorder } from './recorder.js';
import type { Probe } from './register.js';

/** From the acknowledgement on: longer than a lease. */
const PURSUED_MS = 40;
const PATIENCE_MS = 1000;

/**
 * Readers that read one key again and again at several instances, from before a write until after its acknowledgement.
 * Every instance has a lease when the write's FORGET is sent, and reads within it: a value that outlives the acknowledgement shows.
 */
export class Pursuit {
  private ended = false;
  private readonly running: Promise<void>[];
  private readonly reads: number[];

  constructor(
    private readonly recorder: Recorder,
    private readonly probe: Probe,
    instances: readonly number[],
    private readonly readersEach = 1,
  ) {
    this.reads = instances.map(() => 0);
    this.running = instances.flatMap((instance, index) =>
      Array.from({ length: readersEach }, async () => this.follow(instance, index)),
    );
  }

  /** Waits until each instance has answered twice since it began: the second answer comes from its memory. */
  async underWay(): Promise<void> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (this.reads.some((count) => count < 2 * this.readersEach) && performance.now() < giveUpAt)
      await sleep(2);
  }

  /** Goes on for longer than a lease, then ends. */
  async end(): Promise<void> {
    await sleep(PURSUED_MS);
    this.ended = true;
    await Promise.all(this.running);
  }

  private async follow(instance: number, index: number): Promise<void> {
    while (!this.ended) {
      await this.recorder.read(this.probe, instance);
      this.reads[index] = (this.reads[index] ?? 0) + 1;
      await sleep(3);
    }
  }
}
