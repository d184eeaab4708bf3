import { Injectable, Logger } from '@nestjs/common';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { Clock } from '../../config/clock.js';
import { MINUTE_MS, SECOND_MS } from '../../time/durations.js';
import { WarmUpSettings } from '../../config/settings.js';
import { type ReadJob, ReadJobs } from '../usage/read.jobs.js';
import { readsWithin, UsageLog } from '../usage/usage.log.js';

const SOON_MS = MINUTE_MS;
/** An entry is worth refreshing if this many reads are expected within its lifetime. */
const WORTH_READS = 0.5;

/** Reloads the most requested entries before they expire, so that clients do not wait for a load. */
@Injectable()
export class RefreshService {
  private readonly logger = new Logger('Refresh');

  constructor(
    private readonly settings: WarmUpSettings,
    private readonly clock: Clock,
    private readonly cache: CacheStatus,
    private readonly log: UsageLog,
    private readonly jobs: ReadJobs,
  ) {}

  /**
   * Loads each hot key that is missing or expires within a minute. Stops at `signal`, and when the cache becomes unavailable.
   * @returns the number of loads
   */
  async run(signal: AbortSignal): Promise<number> {
    const hot = (await this.hot()).values();
    let loaded = 0;
    const worker = async () => {
      for (const job of hot) {
        if (signal.aborted || !this.cache.available) return;
        if (await this.refresh(job)) loaded++;
      }
    };
    await Promise.all(Array.from({ length: this.settings.jobsAtOnce }, worker));
    return loaded;
  }

  private async hot(): Promise<ReadJob[]> {
    return (await this.log.mostAsked(this.clock.now())).flatMap((read) => {
      const job = this.jobs.isPast(read) ? null : this.jobs.again(read);
      return job !== null && readsWithin(this.lifeMs(job), read) >= WORTH_READS ? [job] : [];
    });
  }

  private async refresh(job: ReadJob): Promise<boolean> {
    try {
      if (!(await this.isDue(job))) return false;
      await job.renew();
      return true;
    } catch (error) {
      // A read that fails, for example because its barber was deleted, must not stop the others.
      this.logger.debug(`Could not refresh ${job.id}; its next read loads it: ${String(error)}`);
      return false;
    }
  }

  private async isDue(job: ReadJob): Promise<boolean> {
    const entry = await job.peek();
    if (entry === null) return true;
    // If the load limited the lifetime, for example to the end of a slot's notice, another load would limit it again.
    const isLimited = entry.isLimited(this.lifeMs(job));
    return !isLimited && entry.validUntil < this.clock.now() + SOON_MS;
  }

  private lifeMs({ ttlSeconds }: ReadJob): number {
    return ttlSeconds * SECOND_MS;
  }
}
