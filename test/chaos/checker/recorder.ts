import {
  emptyHistory,
  type Failure,
  type Fault,
  type History,
  type Observation,
  type Write,
} from './history.js';
import type { Answer, HttpClient } from './http.client.js';
import type { HttpRequest, Probe, Register, Sql, SqlRequest, Step } from './register.js';

/** A read of a key is contended if it begins so soon after an acknowledgement on that key. */
const CONTENDED_MS = 50;

/** What came of a request that was sent to two instances at once. */
interface SentTwice {
  readonly write: Write;
  /** The instances whose outcome is unknown after both requests were answered or failed. */
  readonly unanswered: Promise<readonly number[]>;
}

interface Attempt {
  readonly instance: number;
  readonly outcome: Write['outcome'];
  readonly endedAt: number;
}

/** Sends what the workload asks for and writes down what came of it. */
export class Recorder {
  readonly history: History = emptyHistory();
  private readonly acknowledgedAt = new Map<string, number>();

  constructor(
    private readonly instances: readonly HttpClient[],
    private readonly sql: Sql,
  ) {}

  /**
   * Sends an idempotent step to two instances at once, as a client does that tries again without waiting for the first
   * answer. It is acknowledged by the earlier answer that says so: what that instance had to do may be nothing but to see
   * that the other one had done it, and the promise is the same.
   */
  async writeTwice(
    register: Register,
    seq: number,
    step: Step,
    instances: readonly [number, number],
  ): Promise<SentTwice> {
    const { request } = step;
    if ('sql' in request) throw new Error('Only requests are sent twice.');
    const write: Write = { ...begun(register, seq, step, instances[0]), also: instances[1] };
    this.history.writes.push(write);
    const attempts = instances.map(async (instance) => this.attempt(request, instance));
    try {
      write.endedAt = await Promise.any(attempts.map(acknowledgement));
      write.outcome = 'acknowledged';
      this.acknowledgedAt.set(register.name, write.endedAt);
    } catch {
      const answers = await Promise.all(attempts);
      write.endedAt = Math.max(...answers.map(({ endedAt }) => endedAt));
      write.outcome = answers.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'refused';
    }
    const unanswered = Promise.all(attempts).then((answers) =>
      answers.filter(({ outcome }) => outcome === 'unknown').map(({ instance }) => instance),
    );
    return { write, unanswered };
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

  /** Reads through a probe; answers that are not 200 are failures and show nothing. */
  async read(probe: Probe, instance: number): Promise<void> {
    const answer = await this.send(probe.request, instance);
    if (answer.status !== 200) {
      if (typeof answer.status === 'number' && answer.status < 500)
        this.fail(probe.request, instance, answer);
      return;
    }
    this.history.reads.push({
      region: probe.region,
      instance,
      beganAt: answer.beganAt,
      endedAt: answer.endedAt,
      tier: answer.tier,
      contended: probe.shows.some((name) => this.isContended(name, answer.beganAt)),
      seen: decoded(probe, answer.text),
    });
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
      if (write.outcome === 'acknowledged') step.learn?.(JSON.parse(answer.text));
      if (write.outcome === 'refused' && answer.status !== 'unreachable')
        this.fail(request, write.instance, answer);
      if (write.outcome !== 'unknown' || step.repeatable !== true || giveUp()) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  private async attempt(request: HttpRequest, instance: number): Promise<Attempt> {
    const answer = await this.send(request, instance);
    const outcome = outcomeOf(answer);
    if (outcome === 'refused' && answer.status !== 'unreachable') this.fail(request, instance, answer);
    return { instance, outcome, endedAt: answer.endedAt };
  }

  /** No client waits for these: they are known when they commit, and fall under S2. */
  private async writeBySql(write: Write, { sql, parameters }: SqlRequest): Promise<void> {
    await this.sql(sql, parameters).catch(() => undefined);
    write.endedAt = performance.now();
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

/** When it was acknowledged; rejects if it was not. */
async function acknowledgement(attempt: Promise<Attempt>): Promise<number> {
  const { outcome, endedAt } = await attempt;
  if (outcome !== 'acknowledged') throw new Error(outcome);
  return endedAt;
}

function begun(register: Register, seq: number, { views, row, request }: Step, instance: number): Write {
  return {
    register: register.name,
    seq,
    views,
    row,
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
    return probe.decode(JSON.parse(text));
  } catch (error) {
    const value = `unreadable: ${String(error)}: ${text.slice(0, 200)}`;
    return probe.shows.map((register) => ({ register, view: '', value }));
  }
}
