import { AsyncLocalStorage } from 'node:async_hooks';
import { AwakeClock } from '../../time/awake-clock.js';
import { idleTime } from '../../time/idle-time.js';
import { Overloaded } from '../entry/cache.errors.js';
import { LoadPace } from './load-pace.js';

interface Waiting<Result> {
  readonly run: () => Promise<void>;
  readonly refuse: (error: Overloaded) => void;
  readonly answer: Promise<Result>;
  /** Ends the time limit. */
  readonly cancel: () => void;
}

export interface BypassLimits {
  /** Loads running at once, over all keys. */
  readonly running: number;
  /** How long a load may wait before its readers are rejected; none begins to wait that would have to wait for longer. */
  readonly waitMs: number;
}

/**
 * Limits loads past the cache (rule 15): for each key at most one runs and one waits. A reader joins only the waiting load,
 * since the running one may have read its rows before a write that the reader must see. How many may wait depends on how
 * fast they end: what counts is whether the database can carry them, not how many readers came at once.
 */
export class BypassLoads<Result> {
  private readonly waiting = new Map<string, Waiting<Result>>();
  private readonly running = new Set<string>();
  private readonly pace = new LoadPace();
  private readonly clock = new AwakeClock(idleTime());

  constructor(private readonly limits: BypassLimits) {}

  /** @throws Overloaded when the database cannot carry the loads that wait, or this one has waited too long. */
  async load(id: string, load: () => Promise<Result>): Promise<Result> {
    const queued = this.waiting.get(id);
    if (queued !== undefined) return queued.answer;
    if (this.mayStart(id)) return this.start(id, load);
    // @mutant bypass-queue-unlimited
    if (this.expectedWaitMs() > this.limits.waitMs) throw new Overloaded();
    const { promise, resolve, reject } = deferred<Result>();
    // Another load's end will start it, but it must run in the async context of this reader.
    const own = AsyncLocalStorage.bind(load);
    // @mutant bypass-waits-for-ever
    const cancel = this.clock.after(this.limits.waitMs, () => this.giveUp(id));
    this.waiting.set(id, {
      run: async () => this.start(id, own).then(resolve, reject),
      refuse: reject,
      answer: promise,
      cancel,
    });
    return promise;
  }

  private expectedWaitMs(): number {
    return ((this.waiting.size + 1) * this.pace.ms) / this.limits.running;
  }

  private mayStart(id: string): boolean {
    // @mutant bypass-loads-side-by-side, bypass-first-loads-uncapped
    return !this.running.has(id) && this.running.size < this.limits.running;
  }

  private async start(id: string, load: () => Promise<Result>): Promise<Result> {
    this.running.add(id);
    const startedAt = this.clock.begin();
    try {
      return await load();
    } finally {
      this.pace.took(this.clock.end() - startedAt);
      this.running.delete(id);
      this.startNext();
    }
  }

  /** In order of arrival, among those whose key is free. */
  private startNext(): void {
    for (const [id, queued] of this.waiting) {
      // @mutant bypass-next-loads-uncapped
      if (this.running.size >= this.limits.running) return;
      if (this.running.has(id)) continue;
      // @mutant bypass-joins-running-load
      this.waiting.delete(id);
      queued.cancel();
      void queued.run();
    }
  }

  private giveUp(id: string): void {
    const queued = this.waiting.get(id);
    this.waiting.delete(id);
    queued?.refuse(new Overloaded());
  }
}

function deferred<Result>(): {
  promise: Promise<Result>;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (result: Result) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<Result>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
