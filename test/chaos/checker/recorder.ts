import { setTimeout as sleep } from 'node:timers/promises';
import {
  emptyHistory,
  type Failure,
  type Fault,
  type History,
  type Observation,
  type Write,
  type Read,
} from './history.js';
import type { Answer, HttpClient } from './http.client.js';
import type { HttpRequest, Probe, Register, Sql, SqlRequest, Step, Twin } from './register.js';

/** A read of a key is contended if it begins so soon after an acknowledgement on that key. */
const CONTENDED_MS = 50;

/** What came of a step that was sent together with its twin. */
interface SentTwice {
  readonly write: Write;
  /** Known after both requests were answered or failed. */
  readonly settled: Promise<{
    /** The instances whose outcome is unknown. */
    readonly unanswered: readonly number[];
    /** Whether one of them succeeded, so that the step has learned what it made. */
    readonly hasLearned: boolean;
  }>;
}

interface Attempt {
  readonly instance: number;
  /** `revealed`: refused because of the step. `beside`: says nothing about the step. */
  readonly outcome: Write['outcome'] | 'revealed' | 'beside';
  readonly endedAt: number;
  readonly text: string;
  /** Records it as an answer that was not to be expected. */
  readonly fail: () => void;
}

/** The value that an ETag was sent with. */
interface Tagged {
  readonly etag: string;
  readonly text: string;
}

/** Sends what the workload asks for and writes down what came of it. */
export class Recorder {
  readonly history: History = emptyHistory();
  private readonly acknowledgedAt = new Map<string, number>();
  private readonly lastTagged = new Map<Probe, Tagged>();

  constructor(
    private readonly instances: readonly HttpClient[],
    private readonly sql: Sql,
  ) {}

  /**
   * Sends a step, and its twin at the same time or a little later, as a client does that tries again without waiting for the
   * first answer. It is acknowledged by the earliest answer that says so: what that instance had to do may be nothing but to see
   * that the change was made, and the promise is the same. A refusal that only this change explains says so as well.
   */
  async writeWithTwin(
    register: Register,
    seq: number,
    step: Step,
    twin: Twin,
    [own, other]: readonly [number, number],
    laterMs = 0,
  ): Promise<SentTwice> {
    const { request } = step;
    if ('sql' in request) throw new Error('Only requests have a twin.');
    const write: Write = { ...begun(register, seq, step, own), also: other };
    this.history.writes.push(write);
    const attempts = [
      this.attempt(request, own, twin.isRepetition ? twin.refusals : [], true),
      sleep(laterMs).then(async () => this.attempt(twin.request, other, twin.refusals, twin.isRepetition)),
    ];
    try {
      const first = await Promise.any(attempts.map(acknowledgement));
      write.endedAt = first.endedAt;
      write.outcome = 'acknowledged';
      write.byRefusal = first.outcome === 'revealed';
      this.acknowledgedAt.set(register.name, write.endedAt);
    } catch {
      const answers = await Promise.all(attempts);
      write.endedAt = Math.max(...answers.map(({ endedAt }) => endedAt));
      write.outcome = answers.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'refused';
    }
    return { write, settled: Promise.all(attempts).then((answers) => this.settled(write, step, answers)) };
  }

  /** Performs a step; what is repeatable is sent until it is answered or `giveUp` says so. */
  async write(
    register: Register,
    seq: number,
    step: Step,
    instance: number,
    giveUp: () => boolean,
  ): Promise<Write> {
    const write = begun(register, seq, step, instance);
    this.history.writes.push(write);
    if ('sql' in step.request) await this.writeBySql(write, step.request);
    else await this.writeByHttp(write, step, step.request, giveUp);
    if (write.outcome === 'acknowledged') this.acknowledgedAt.set(register.name, write.endedAt);
    return write;
  }

  /**
   * Reads through a probe; answers that are no values are failures and show nothing.
   * @param isConditional whether to send the ETag of an earlier answer of this probe, from whichever instance; 304 then shows
   * the value that came with it
   */
  async read(probe: Probe, instance: number, isConditional = false): Promise<Read | undefined> {
    const known = isConditional ? this.lastTagged.get(probe) : undefined;
    const request =
      known === undefined
        ? probe.request
        : { ...probe.request, headers: { ...probe.request.headers, 'if-none-match': known.etag } };
    const answer = await this.send(request, instance);
    const text = this.valueOf(answer, probe, known);
    if (text === undefined) {
      if (typeof answer.status === 'number' && answer.status < 500)
        this.fail(probe.request, instance, answer);
      return undefined;
    }
    const read: Read = {
      region: probe.region,
      instance,
      beganAt: answer.beganAt,
      endedAt: answer.endedAt,
      tier: answer.tier,
      contended: probe.shows.some((name) => this.isContended(name, answer.beganAt)),
      notModified: answer.status === 304,
      etag: answer.etag,
      seen: decoded(probe, text),
    };
    this.history.reads.push(read);
    return read;
  }

  /** The body that an answer stands for: its own, or the one that was sent with the ETag that is still right. */
  private valueOf(answer: Answer, probe: Probe, known: Tagged | undefined): string | undefined {
    if (answer.status === 304) return known?.text;
    if ((answer.status === 404 || answer.status === 401) && probe.mayBeMissing === true) return '';
    if (answer.status !== 200) return undefined;
    if (answer.etag !== undefined) this.lastTagged.set(probe, { etag: answer.etag, text: answer.text });
    return answer.text;
  }

  fault(fault: Fault): void {
    this.history.faults.push(fault);
  }

  async send(request: HttpRequest, instance: number): Promise<Answer> {
    const client = this.instances[instance];
    if (client === undefined) throw new Error(`There is no instance ${instance}.`);
    const answer = await client.send(request);
    if (typeof answer.status === 'string' || answer.status >= 500) this.fail(request, instance, answer);
    return answer;
  }

  unanswered(instance: number): Write[] {
    return this.history.writes.filter(
      (write) => write.instance === instance && write.also === undefined && write.endedAt === Infinity,
    );
  }

  async isAlive(instance: number): Promise<boolean> {
    const answer = await this.instances[instance]?.send({ method: 'GET', path: '/health/live' });
    return answer?.status === 200;
  }

  private async writeByHttp(
    write: Write,
    step: Step,
    request: HttpRequest,
    giveUp: () => boolean,
  ): Promise<void> {
    for (let mayHaveArrived = false; ;) {
      const answer = await this.send(request, write.instance);
      write.endedAt = answer.endedAt;
      // That no instance was there for the second attempt says nothing about the first.
      const isSilence = answer.status === 'unreachable' && mayHaveArrived;
      write.outcome = isSilence ? 'unknown' : outcomeOf(answer);
      mayHaveArrived ||= answer.status !== 'unreachable';
      if (write.outcome === 'acknowledged')
        step.learn?.(answer.text === '' ? undefined : JSON.parse(answer.text));
      if (write.outcome === 'refused' && answer.status !== 'unreachable')
        this.fail(request, write.instance, answer);
      if (write.outcome !== 'unknown' || step.repeatable !== true || giveUp()) return;
      await sleep(200);
    }
  }

  private async attempt(
    request: HttpRequest,
    instance: number,
    refusals: readonly number[],
    hasEffect: boolean,
  ): Promise<Attempt> {
    const answer = await this.send(request, instance);
    const { endedAt, text } = answer;
    let outcome: Attempt['outcome'] = outcomeOf(answer);
    if (outcome === 'refused' && refusals.includes(Number(answer.status))) outcome = 'revealed';
    if (outcome === 'acknowledged' && !hasEffect) outcome = 'beside';
    const fail = (): void => this.fail(request, instance, answer);
    if (outcome === 'refused' && answer.status !== 'unreachable') fail();
    return { instance, outcome, endedAt, text, fail };
  }

  /** What is known of a step when it and its twin are over. */
  private settled(write: Write, step: Step, answers: readonly Attempt[]) {
    const unanswered = answers.filter(({ outcome }) => outcome === 'unknown').map(({ instance }) => instance);
    const success = answers.find(({ outcome }) => outcome === 'acknowledged');
    if (success !== undefined) step.learn?.(success.text === '' ? undefined : JSON.parse(success.text));
    else if (unanswered.length === 0 && write.byRefusal === true) {
      // Nothing explains the refusal: no request succeeded, and none can have.
      write.outcome = 'unknown';
      for (const { outcome, fail } of answers) if (outcome === 'revealed') fail();
    }
    return { unanswered, hasLearned: success !== undefined };
  }

  /** No client waits for these: they are known when they commit, and fall under S2. */
  private async writeBySql(write: Write, { sql, parameters }: SqlRequest): Promise<void> {
    const succeeded = await this.sql(sql, parameters).then(
      () => true,
      () => false,
    );
    write.endedAt = performance.now();
    if (succeeded && write.leavesNoRow === true) write.committedAt = write.endedAt;
  }

  private isContended(register: string, instant: number): boolean {
    const since = instant - (this.acknowledgedAt.get(register) ?? -Infinity);
    return since >= 0 && since <= CONTENDED_MS;
  }

  private fail(request: HttpRequest, instance: number, answer: Answer): void {
    const failure: Failure = {
      at: answer.endedAt,
      beganAt: answer.beganAt,
      instance,
      request: `${request.method} ${request.path}`,
      status: answer.status,
      retryAfter: answer.retryAfter,
      detail: answer.text.slice(0, 300),
    };
    this.history.failures.push(failure);
  }
}

/** The answer that acknowledges the step; rejects if it does not. */
async function acknowledgement(attempt: Promise<Attempt>): Promise<Attempt> {
  const answer = await attempt;
  if (answer.outcome !== 'acknowledged' && answer.outcome !== 'revealed') throw new Error(answer.outcome);
  return answer;
}

function begun(register: Register, seq: number, step: Step, instance: number): Write {
  const { views, row, request, leavesNoRow } = step;
  return {
    register: register.name,
    seq,
    views,
    row,
    ...(leavesNoRow === true ? { leavesNoRow } : {}),
    instance: 'sql' in request ? -1 : instance,
    sentAt: performance.now(),
    endedAt: Infinity,
    outcome: 'sql' in request ? 'unannounced' : 'unknown',
  };
}

function outcomeOf({ status }: Answer): Write['outcome'] {
  if (status === 'unreachable') return 'refused';
  if (typeof status === 'string' || status >= 500) return 'unknown';
  return status < 300 ? 'acknowledged' : 'refused';
}

function decoded(probe: Probe, text: string): readonly Observation[] {
  try {
    return probe.decode(text === '' ? undefined : JSON.parse(text));
  } catch (error) {
    const value = `unreadable: ${String(error)}: ${text.slice(0, 200)}`;
    return probe.shows.map((register) => ({ register, view: '', value }));
  }
}
