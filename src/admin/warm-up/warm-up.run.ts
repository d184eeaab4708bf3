import { once } from 'node:events';
import type { CacheStatus } from '../../cache/store/cache-status.js';
import type { ReadJob } from '../usage/read.jobs.js';
import type { Interruption } from './warm-up.lock.js';
import type { WarmUpAnswerDto, WarmUpStatsDto } from './warm-up.dto.js';

export type WarmUpProgress = (stats: WarmUpStatsDto) => void;

const INTERRUPTED: Readonly<Record<Interruption, string>> = {
  cancelled: 'The warm-up was cancelled.',
  'database-lost': 'The warm-up ended early: the database does not answer.',
  stopping: 'The warm-up ended early: the server is stopping.',
};

/** Runs the reads of one warm-up, several at a time, until all are done or the warm-up is interrupted. */
export class WarmUpRun {
  private readonly counts = { warmed: 0, fresh: 0, failed: 0 };
  private startedAt = 0;

  /** @param signal aborts with an {@link Interruption} as its reason */
  constructor(
    private readonly jobs: readonly ReadJob[],
    private readonly signal: AbortSignal,
    private readonly cache: CacheStatus,
    private readonly atOnce: number,
  ) {}

  /** Resolves at once when interrupted; loads that are still running are not counted. Never throws. */
  async finish(progress?: WarmUpProgress): Promise<WarmUpAnswerDto> {
    this.startedAt = performance.now();
    const queue = this.jobs.values();
    const worker = async () => {
      for (const job of queue) {
        // Without the cache, every job would load a value that is not kept.
        if (this.signal.aborted || !this.cache.available) return;
        const outcome = await outcomeOf(job);
        if (this.signal.aborted) return;
        this.counts[outcome]++;
        progress?.(this.stats());
      }
    };
    const workers = Promise.all(Array.from({ length: this.atOnce }, worker));
    if (!this.signal.aborted) await Promise.race([workers, once(this.signal, 'abort')]);
    return { message: this.message(), stats: this.stats() };
  }

  private stats(): WarmUpStatsDto {
    const durationMs = Math.round(performance.now() - this.startedAt);
    return { planned: this.jobs.length, ...this.counts, durationMs };
  }

  private message(): string {
    if (this.signal.aborted) return INTERRUPTED[this.signal.reason as Interruption];
    const { failed, warmed, fresh } = this.counts;
    if (warmed + fresh + failed < this.jobs.length)
      return 'The warm-up ended early: the cache is not available.';
    return failed === 0 ? 'The cache is warm.' : `The cache is warm, except for ${failed} reads that failed.`;
  }
}

async function outcomeOf(job: ReadJob): Promise<'warmed' | 'fresh' | 'failed'> {
  try {
    return (await job.read()).status.result === 'hit' ? 'fresh' : 'warmed';
  } catch {
    // A read that fails, for example because its service was deleted, is counted and must not stop the others.
    return 'failed';
  }
}
