import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.js';
import type { Recorder } from './recorder.js';
import type { Register, Sql, Step } from './register.js';

/** How long after a write without an answer, and with its instance alive, nothing of it can still happen. */
const SETTLING_MS = 1500;
/** After the first read of an acknowledged write, at each instance. */
const READS_AFTER = 2;
/** How often what may be sent to two instances at once is. */
const TWICE = 0.3;

export interface Pace {
  /** Between two writes of a register, on the average. */
  readonly writeEveryMs: number;
  /** Between two reads of a register that no write is the reason for. */
  readonly readEveryMs: number;
}

/** The clients: each register has one writer, whom readers follow on every instance, and one reader who wanders. */
export class Workload {
  private stopped = false;

  constructor(
    private readonly recorder: Recorder,
    private readonly registers: readonly Register[],
    private readonly instances: number,
    private readonly sql: Sql,
    private readonly random: Random,
    private readonly pace: Pace,
  ) {}

  /** Runs until `stop`, then finishes what is under way. */
  async run(): Promise<void> {
    await Promise.all(this.registers.map(async (register) => this.begin(register)));
    await Promise.all(
      this.registers.flatMap((register) => [this.keepWriting(register), this.keepReading(register)]),
    );
  }

  stop(): void {
    this.stopped = true;
  }

  /** The first value: until it is there, a read would show what no step has written. */
  private async begin(register: Register): Promise<void> {
    const { outcome } = await this.recorder.write(register, 0, register.step(0), 0, () => false);
    if (outcome === 'acknowledged' || outcome === 'unannounced') return;
    const why = JSON.stringify(this.recorder.history.failures.at(-1));
    throw new Error(`${register.name} does not begin: ${why}`);
  }

  private async keepWriting(register: Register): Promise<void> {
    for (let seq = 1; !this.stopped; seq++) {
      await this.write(register, seq);
      await sleep(this.random.between(0, 2 * this.pace.writeEveryMs));
    }
  }

  private async write(register: Register, seq: number): Promise<void> {
    const step = register.step(seq);
    if (step.idempotent === true && this.random.next() < TWICE) return this.writeTwice(register, seq, step);
    const instance = this.anyInstance();
    const write = await this.recorder.write(register, seq, step, instance, () => this.stopped);
    if (write.outcome === 'acknowledged') {
      await this.readEverywhere(register);
      return;
    }
    if (write.outcome === 'unannounced') return;
    if (write.outcome === 'unknown') await this.settled(write.instance);
    await register.resync?.(this.sql).catch(() => undefined);
  }

  /**
   * Readers come with the first acknowledgement, whatever the other instance is doing. The writer waits for both: a
   * request that comes late would bring its value back over that of the next step.
   */
  private async writeTwice(register: Register, seq: number, step: Step): Promise<void> {
    const [one = 0, other = 0] = this.random.shuffled(Array.from({ length: this.instances }, (_, n) => n));
    const { write, unanswered } = await this.recorder.writeTwice(register, seq, step, [one, other]);
    if (write.outcome === 'acknowledged') await this.readEverywhere(register);
    for (const instance of await unanswered) await this.settled(instance);
  }

  /** The contended reads: the first kind of read at every instance at once, then others a moment later. */
  private async readEverywhere(register: Register): Promise<void> {
    const reads = Array.from({ length: this.instances }, async (_, instance) => {
      const [first = this.random.pick(register.probes)] = register.probes;
      await this.recorder.read(first, instance);
      for (let more = 0; more < READS_AFTER; more++) {
        await sleep(this.random.between(0, 15));
        await this.recorder.read(this.random.pick(register.probes), instance);
      }
    });
    await Promise.all(reads);
  }

  private async keepReading(register: Register): Promise<void> {
    while (!this.stopped) {
      await sleep(this.random.between(0, 2 * this.pace.readEveryMs));
      await this.recorder.read(this.random.pick(register.probes), this.anyInstance());
    }
  }

  /** Waits until a write without an answer has either committed or never will. */
  private async settled(instance: number): Promise<void> {
    while (!this.stopped) {
      await sleep(SETTLING_MS);
      const alive = await this.recorder.isAlive(instance);
      const database = await this.sql('SELECT 1', []).catch(() => undefined);
      if (alive && database !== undefined) return;
    }
  }

  private anyInstance(): number {
    return Math.floor(this.random.next() * this.instances);
  }
}
