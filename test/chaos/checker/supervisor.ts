import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind, Injection } from './faults/fault.js';
import type { Random } from './random.js';
import type { Recorder } from './recorder.js';

export interface Schedule {
  /** How long a fault lasts. */
  readonly holdMs: number;
  /** From the end of a fault to the next: longer than S2's bound, or no read could ever break it. */
  readonly pauseMs: number;
}

/** Injects one fault after the other, in an order that the seed decides, each kind once before any comes again. */
export class Supervisor {
  /** The fault that is open, or was last. */
  current = 'none';
  private stopped = false;

  constructor(
    private readonly means: Omit<Injection, 'holdMs' | 'random' | 'begins'>,
    private readonly recorder: Recorder,
    private readonly kinds: readonly FaultKind[],
    private readonly random: Random,
    private readonly schedule: Schedule,
  ) {}

  /** Runs until `stop`; what was damaged is whole when it ends. */
  async run(): Promise<void> {
    let bag: FaultKind[] = [];
    while (!this.stopped) {
      await this.pause(this.schedule.pauseMs);
      if (bag.length === 0) bag = this.random.shuffled(this.kinds);
      const kind = bag.pop();
      if (kind !== undefined && !this.stopped) await this.inject(kind);
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private async inject(kind: FaultKind): Promise<void> {
    this.current = kind.name;
    let openedAt = performance.now();
    await kind.inject({
      ...this.means,
      random: this.random,
      holdMs: this.schedule.holdMs,
      begins: () => {
        openedAt = performance.now();
      },
    });
    this.recorder.fault({ kind: kind.name, openedAt, closedAt: performance.now(), away: kind.away });
  }

  private async pause(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (!this.stopped && performance.now() < until) await sleep(100);
  }
}
