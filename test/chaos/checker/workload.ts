import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientOperation } from './operations.js';
import { Pursuit } from './pursuit.js';
import type { Random } from './random.js';
import type { Recorder } from './recorder.js';
import type { Register, Sql, Step, Twin } from './register.js';

/** How long after a write without an answer, and with its instance alive, nothing of it can still happen. */
const SETTLING_MS = 1500;
/** After the first read of an acknowledged write, at each instance. */
const READS_AFTER = 2;
/** How often a step that has a twin is sent with it. */
const TWINS = 0.3;
/** Of these, at one instance, and a little later than the first. */
const AT_ONE_INSTANCE = 0.3;
const LATER = 0.5;
const MOST_LATER_MS = 60;
/** How often a reader sends the ETag of an earlier answer. */
const CONDITIONAL = 0.3;

export interface Pace {
  /** Between two writes of a register, on the average. */
  readonly writeEveryMs: number;
  /** Between two reads of a register that no write is the reason for. */
  readonly readEveryMs: number;
  /** The rate of writes that readers pursue at every instance. */
  readonly pursued: number;
}

/** The clients: each register has one writer, whom readers follow on every instance, and one reader who wanders. */
export class Workload {
  private stopped = false;
  private halted: Promise<void> | undefined;
  private writing = 0;
  private readonly steps = new Map<string, number>();
  private markBegun = (): void => undefined;
  /** Resolves when every register has its first value: until then, a read shows what no step has written. */
  readonly begun = new Promise<void>((resolve) => {
    this.markBegun = resolve;
  });

  constructor(
    private readonly recorder: Recorder,
    private readonly registers: readonly Register[],
    private readonly instances: number,
    private readonly sql: Sql,
    private readonly random: Random,
    private readonly pace: Pace,
    private readonly operations: ReadonlySet<ClientOperation>,
  ) {}

  /** Runs until `stop`, then finishes what is under way. */
  async run(): Promise<void> {
    await Promise.all(this.registers.map(async (register) => this.begin(register)));
    this.markBegun();
    await Promise.all(
      this.registers.flatMap((register) => [this.keepWriting(register), this.keepReading(register)]),
    );
  }

  stop(): void {
    this.stopped = true;
  }

  /** Takes the next step of a register; for those that faults write. */
  async advance(register: Register): Promise<void> {
    const seq = this.nextStep(register);
    await this.recorder.write(register, seq, register.step(seq), 0, () => true);
  }

  /** Runs `work` while no register is being written and the outcome of every write is known. Reads go on. */
  async atStandstill<Result>(work: () => Promise<Result>): Promise<Result> {
    let resume = (): void => undefined;
    this.halted = new Promise((resolve) => {
      resume = resolve;
    });
    try {
      while (this.writing > 0) await sleep(5);
      return await work();
    } finally {
      this.halted = undefined;
      resume();
    }
  }

  /** The number of a register's next step. Each is given out once. */
  nextStep(register: Register): number {
    const seq = this.steps.get(register.name) ?? 0;
    this.steps.set(register.name, seq + 1);
    return seq;
  }

  /** The first value: until it is there, a read would show what no step has written. */
  private async begin(register: Register): Promise<void> {
    const seq = this.nextStep(register);
    const { outcome } = await this.recorder.write(register, seq, register.step(seq), 0, () => false);
    if (outcome === 'acknowledged' || outcome === 'unannounced') return;
    const why = JSON.stringify(this.recorder.history.failures.at(-1));
    throw new Error(`${register.name} does not begin: ${why}`);
  }

  private async keepWriting(register: Register): Promise<void> {
    if (register.writtenByFault === true) return;
    while (!this.stopped) {
      await this.halted;
      if (this.halted !== undefined) continue;
      this.writing++;
      try {
        await this.write(register, this.nextStep(register));
      } finally {
        this.writing--;
      }
      const { slowness = 1 } = register;
      await sleep(this.random.between(0, 2 * this.pace.writeEveryMs * slowness));
    }
  }

  private async write(register: Register, seq: number): Promise<void> {
    const step = register.step(seq);
    const twin = this.twinOf(step);
    const pursuit = this.random.next() < this.pace.pursued ? await this.pursue(register) : undefined;
    if (twin !== undefined && this.random.next() < TWINS) await this.writeWithTwin(register, seq, step, twin);
    else await this.writeOnce(register, seq, step);
    await pursuit?.end();
  }

  /** What this run may send along with a step. */
  private twinOf({ request, idempotent, twin }: Step): Twin | undefined {
    if (twin !== undefined && this.operations.has('refusals')) return twin;
    if (idempotent !== true || 'sql' in request || !this.operations.has('repetitions')) return undefined;
    return { request, isRepetition: true, refusals: [] };
  }

  private async pursue(register: Register): Promise<Pursuit | undefined> {
    const [probe] = register.probes;
    if (probe === undefined || !this.operations.has('pursuit')) return undefined;
    const pursuit = new Pursuit(this.recorder, probe, this.everyInstance());
    await pursuit.underWay();
    return pursuit;
  }

  private async writeOnce(register: Register, seq: number, step: Step): Promise<void> {
    const write = await this.recorder.write(register, seq, step, this.anyInstance(), () => this.stopped);
    if (write.outcome === 'acknowledged') {
      await this.readEverywhere(register);
      return;
    }
    if (write.outcome === 'unannounced') return;
    if (write.outcome === 'unknown') await this.settled(write.instance);
    await this.resync(register);
  }

  /**
   * Readers come with the first acknowledgement, whatever the other request is doing. The writer waits for both: a
   * request that comes late would bring its value back over that of the next step.
   */
  private async writeWithTwin(register: Register, seq: number, step: Step, twin: Twin): Promise<void> {
    const [one = 0, two = 0] = this.random.shuffled(this.everyInstance());
    const other = this.random.next() < AT_ONE_INSTANCE ? one : two;
    const laterMs = this.random.next() < LATER ? this.random.between(0, MOST_LATER_MS) : 0;
    const { write, settled } = await this.recorder.writeWithTwin(
      register,
      seq,
      step,
      twin,
      [one, other],
      laterMs,
    );
    if (write.outcome === 'acknowledged') await this.readEverywhere(register);
    const { unanswered, hasLearned } = await settled;
    for (const instance of unanswered) await this.settled(instance);
    if (!hasLearned || unanswered.length > 0) await this.resync(register);
  }

  /** The contended reads: the first kind of read at every instance at once, then others a moment later. */
  private async readEverywhere(register: Register): Promise<void> {
    const reads = this.everyInstance().map(async (instance) => {
      const [first = this.random.pick(register.probes)] = register.probes;
      await this.recorder.read(first, instance, this.isConditional());
      for (let more = 0; more < READS_AFTER; more++) {
        await sleep(this.random.between(0, 15));
        await this.recorder.read(this.random.pick(register.probes), instance, this.isConditional());
      }
    });
    await Promise.all(reads);
  }

  private async keepReading(register: Register): Promise<void> {
    while (!this.stopped) {
      await sleep(this.random.between(0, 2 * this.pace.readEveryMs));
      await this.recorder.read(this.random.pick(register.probes), this.anyInstance(), this.isConditional());
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

  private async resync(register: Register): Promise<void> {
    await register.resync?.(this.sql).catch(() => undefined);
  }

  private isConditional(): boolean {
    return this.operations.has('conditional reads') && this.random.next() < CONDITIONAL;
  }

  private everyInstance(): number[] {
    return Array.from({ length: this.instances }, (_, instance) => instance);
  }

  private anyInstance(): number {
    return Math.floor(this.random.next() * this.instances);
  }
}
