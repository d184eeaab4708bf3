import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure, Read, Write } from './checker/history.js';
import type { Answer, HttpClient } from './checker/http.client.js';
import { type Percentiles, percentiles } from './checker/percentiles.js';
import { Recorder } from './checker/recorder.js';
import type { Register } from './checker/register.js';
import { openShop } from './checker/shop.js';

const READ_EVERY_MS = 20;
const WRITE_EVERY_MS = 100;

export interface Timing extends Percentiles {
  readonly count: number;
}

/** The requests that began during one period. */
export interface Stretch {
  readonly reads: Timing;
  readonly writes: Timing;
  /** Requests that are never cached; they show how fast the machine was at the time. */
  readonly witness: Timing;
  readonly hits: number;
  readonly failures: readonly Failure[];
}

/** Runs readers and writers against one application without a pause. */
export class ConstantLoad {
  private stopped = false;
  private readonly witnessed: Answer[] = [];
  private readonly running: Promise<unknown>;

  private constructor(
    private readonly client: HttpClient,
    private readonly recorder: Recorder,
    changing: readonly Register[],
    still: readonly Register[],
  ) {
    this.running = Promise.all([
      ...[...changing, ...still].map(async (register) => this.read(register)),
      ...changing.map(async (register) => this.write(register)),
      this.witness(),
    ]);
  }

  /**
   * Creates a shop and starts the load. Appointments are booked, moved, cancelled and read; business hours are only read,
   * so that each of their reads is a hit while the cache is used.
   */
  static async on(client: HttpClient): Promise<ConstantLoad> {
    const { registers } = await openShop(client, new Set(), async () => []);
    const named = (prefix: string) => registers.filter((register) => register.name.startsWith(prefix));
    const recorder = new Recorder([client], async () => []);
    for (const register of named('business_hours')) {
      await recorder.write(register, 0, register.step(0), 0, () => true);
    }
    return new ConstantLoad(client, recorder, named('appointments').slice(0, 2), named('business_hours'));
  }

  /** Runs `work`; returns the requests that began meanwhile, after their answers have arrived. */
  async during(work: () => Promise<unknown>): Promise<Stretch> {
    const from = performance.now();
    await work();
    const until = performance.now();
    const { reads, writes, failures } = this.recorder.history;
    while (writes.some((write) => write.sentAt < until && write.endedAt === Infinity)) await sleep(10);
    const began = (instant: number): boolean => from <= instant && instant < until;
    const begun = reads.filter((read) => began(read.beganAt));
    return {
      reads: timingOf(begun.map(lengthOf)),
      writes: timingOf(writes.filter((write) => began(write.sentAt)).map(durationOf)),
      witness: timingOf(this.witnessed.filter((each) => began(each.beganAt)).map(lengthOf)),
      hits: begun.filter(isHit).length,
      failures: failures.filter((failure) => began(failure.beganAt)),
    };
  }

  /** Waits until a read that begins after this call is a hit; returns the milliseconds. */
  async untilHit(): Promise<number> {
    const from = performance.now();
    for (;;) {
      const hit = this.recorder.history.reads.find((read) => read.beganAt >= from && isHit(read));
      if (hit !== undefined) return hit.endedAt - from;
      if (performance.now() > from + 20_000) throw new Error('No read was a hit within 20 s.');
      await sleep(5);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async read(register: Register): Promise<void> {
    for (let turn = 0; !this.stopped; turn++) {
      const probe = register.probes[turn % register.probes.length];
      if (probe !== undefined) await this.recorder.read(probe, 0);
      await sleep(READ_EVERY_MS);
    }
  }

  private async witness(): Promise<void> {
    while (!this.stopped) {
      this.witnessed.push(await this.client.send({ method: 'GET', path: 'locations' }));
      await sleep(READ_EVERY_MS);
    }
  }

  private async write(register: Register): Promise<void> {
    for (let seq = 0; !this.stopped; seq++) {
      await this.recorder.write(register, seq, register.step(seq), 0, () => true);
      await sleep(WRITE_EVERY_MS);
    }
  }
}

function timingOf(durations: readonly number[]): Timing {
  return { count: durations.length, ...percentiles(durations) };
}

function lengthOf({ beganAt, endedAt }: { readonly beganAt: number; readonly endedAt: number }): number {
  return endedAt - beganAt;
}

function durationOf(write: Write): number {
  return write.endedAt - write.sentAt;
}

/** An L1 hit counts as well: its lease ends after 25 ms, so Redis has confirmed it within that time. */
function isHit(read: Read): boolean {
  return read.tier === 'hit' || read.tier === 'l1';
}
