import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CacheStatus } from '../../cache/store/cache-status.js';
import { MINUTE_MS } from '../../time/durations.js';
import { DatabaseUnavailable } from '../../database/database.errors.js';
import type { ReadJob } from '../usage/read.jobs.js';
import type { WarmUpAnswerDto, WarmUpStatsDto } from './warm-up.dto.js';
import type { Interruption } from './warm-up.lock.js';
import { WarmUpPace } from './warm-up.pace.js';
import type { WarmUpPlan } from './warm-up.plan.js';

export type WarmUpProgress = (stats: WarmUpStatsDto) => void;

/** How long a run waits for a suspended cache before it ends. */
const PATIENCE_MS = MINUTE_MS;
const POLL_MS = 50;
/** A read that bypasses the cache, because it was suspended meanwhile, is repeated this often. */
const ATTEMPTS = 5;

const INTERRUPTED: Readonly<Record<Interruption, string>> = {
  cancelled: 'The warm-up was cancelled.',
  'database-lost': 'The warm-up ended early: the database does not answer.',
  stopping: 'The warm-up ended early: the server is stopping.',
};

type Outcome = 'warmed' | 'fresh' | 'failed';

/** What limits a run. */
export interface RunLimits {
  /** Aborts with an {@link Interruption} as its reason. */
  readonly signal: AbortSignal;
  /** Reads at once: a share of the database connections. */
  readonly atOnce: number;
  /** A run that lasts longer than its entries live would keep only the last of them. */
  readonly limitMs: number;
}

/**
 * Runs the reads of one plan, some at a time, until all are done, its time is over, or it is interrupted. While the cache is suspended
 * it waits, and goes on with the read that it had come to.
 */
export class WarmUpRun {
  private readonly counts = { warmed: 0, fresh: 0, failed: 0 };
  private startedAt = 0;
  private end: 'complete' | 'time' | 'no-cache' | 'no-database' | undefined;
  private readonly pace = new WarmUpPace();

  constructor(
    private readonly plan: WarmUpPlan,
    private readonly cache: CacheStatus,
    private readonly limits: RunLimits,
  ) {}

  /** Resolves at once when interrupted; loads that are still running are not counted. */
  async finish(progress?: WarmUpProgress): Promise<WarmUpAnswerDto> {
    const { signal, atOnce } = this.limits;
    this.startedAt = performance.now();
    const queue = this.plan.jobs();
    const workers = Promise.all(Array.from({ length: atOnce }, () => this.work(queue, progress)));
    workers.catch(() => undefined);
    try {
      await (signal.aborted ? undefined : Promise.race([workers, once(signal, 'abort')]));
      this.end ??= 'complete';
    } catch (error) {
      // The next page of the plan could not be read.
      if (!(error instanceof DatabaseUnavailable)) throw error;
      this.end = 'no-database';
    }
    return { message: this.message(), stats: this.stats() };
  }

  private async work(queue: AsyncGenerator<ReadJob>, progress?: WarmUpProgress): Promise<void> {
    while (await this.mayGoOn()) {
      const { value: job, done } = await queue.next();
      if (done === true) return;
      const outcome = await this.outcomeOf(job);
      if (outcome === undefined || this.limits.signal.aborted) return;
      this.counts[outcome]++;
      progress?.(this.stats());
      await this.pace.rest(this.limits.signal);
    }
  }

  /** Reads until the answer came from or went into the cache; `undefined` if the run ends before. */
  private async outcomeOf(job: ReadJob): Promise<Outcome | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        const { result, detail } = (await job.read()).status;
        if (result === 'hit') return 'fresh';
        if (result !== 'bypass' || detail?.startsWith('uncacheable') === true) return 'warmed';
      } catch {
        // A read that fails, for example because its service was deleted, is counted and must not stop the others.
        return 'failed';
      }
      if (!(await this.mayGoOn())) return undefined;
    }
    return 'failed';
  }

  /** Waits while the cache is suspended. `false`: the run ends here. */
  private async mayGoOn(): Promise<boolean> {
    const { signal, limitMs } = this.limits;
    const waitsUntil = performance.now() + PATIENCE_MS;
    for (;;) {
      if (signal.aborted || this.end !== undefined) return false;
      if (performance.now() - this.startedAt > limitMs) this.end = 'time';
      else if (this.cache.available) return true;
      // Before anything was loaded, the caller who started the run should be notified at once.
      else if (this.done === 0 || performance.now() > waitsUntil) this.end = 'no-cache';
      else await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private get done(): number {
    const { warmed, fresh, failed } = this.counts;
    return warmed + fresh + failed;
  }

  private stats(): WarmUpStatsDto {
    const durationMs = Math.round(performance.now() - this.startedAt);
    // Barbers may come and go meanwhile: in the end, what was done is what was to be done.
    const planned = this.isComplete ? this.done : Math.max(this.plan.reads, this.done);
    return { planned, ...this.counts, durationMs };
  }

  private get isComplete(): boolean {
    return this.end === 'complete' && !this.limits.signal.aborted;
  }

  private message(): string {
    const { signal } = this.limits;
    if (signal.aborted) return INTERRUPTED[signal.reason as Interruption];
    if (this.end === 'no-database') return INTERRUPTED['database-lost'];
    if (this.end === 'no-cache') return 'The warm-up ended early: the cache is not available.';
    if (this.end === 'time')
      return 'The warm-up ended early: its time was over, and what was loaded first would expire soon.';
    const { failed } = this.counts;
    return failed === 0 ? 'The cache is warm.' : `The cache is warm, except for ${failed} reads that failed.`;
  }
}
