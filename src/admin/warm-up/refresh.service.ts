import { Injectable, Logger } from '@nestjs/common';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { Clock } from '../../config/clock.js';
import { MINUTE_MS } from '../../time/durations.js';
import { Env } from '../../config/env.js';
import { type ReadJob, ReadJobs } from '../usage/read.jobs.js';
import { readsWithin, UsageLog } from '../usage/usage.log.js';

const SOON_MS = MINUTE_MS;
/** An entry is worth keeping if it is asked for so often in its life. */
const WORTH_READS = 0.5;
/** A life is up to a tenth shorter than the setting; what lives less than that was limited by its load. */
const SHORTEST_LIFE = 0.9;

/** Loads what is asked for most before it expires, so that nobody has to wait for it. */
@Injectable()
export class RefreshService {
  private readonly logger = new Logger('Refresh');

  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly cache: CacheStatus,
    private readonly log: UsageLog,
    private readonly jobs: ReadJobs,
  ) {}

  /**
   * Loads each hot key that expires within a minute, or is not there. Ends at `signal` and when the cache is lost.
   * @returns how many were loaded
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
    await Promise.all(Array.from({ length: this.env.jobsAtOnce }, worker));
    return loaded;
  }

  private async hot(): Promise<ReadJob[]> {
    return (await this.log.mostAsked(this.clock.now())).flatMap((asked) => {
      const job = this.jobs.isPast(asked) ? null : this.jobs.again(asked);
      return job !== null && readsWithin(this.lifeMs(job), asked) >= WORTH_READS ? [job] : [];
    });
  }

  private async refresh(job: ReadJob): Promise<boolean> {
    try {
      if (!(await this.isDue(job))) return false;
      await job.renew();
      return true;
    } catch (error) {
      // One thing that cannot be loaded, such as a barber who is gone by now, keeps nothing else from being fresh.
      this.logger.debug(`${job.id} was not refreshed: ${String(error)}`);
      return false;
    }
  }

  private async isDue(job: ReadJob): Promise<boolean> {
    const entry = await job.peek();
    if (entry === null) return true;
    // What a load has limited, such as slots whose notice passes, another load would limit to the same moment.
    const isLimited = entry.validUntil - entry.createdAt < Math.floor(this.lifeMs(job) * SHORTEST_LIFE);
    return !isLimited && entry.validUntil < this.clock.now() + SOON_MS;
  }

  private lifeMs({ ttlSetting }: ReadJob): number {
    return this.env[ttlSetting] * 1000;
  }
}
