import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { slotsRegion } from '../../booking/slots/slots.cache.js';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { WarmUpSettings } from '../../config/settings.js';
import { Problem } from '../../http/problem.js';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';
import { JobLock } from '../usage/job.lock.js';
import { Openings } from './openings.js';
import { WarmUpService } from './warm-up.service.js';

const EVERY_MS = MINUTE_MS;
/** Shorter than the interval, so that the lock is free again at the holder's next tick. */
const LOCK_MS = EVERY_MS - 5 * SECOND_MS;
/** An entry that is loaded so early in its life still lives for as long again when the shop opens. */
const SHARE_OF_LIFE = 0.45;
const LONGEST_LEAD_MS = 3 * HOUR_MS;

/**
 * Every minute, one instance of the fleet warms up what clients will ask of the shops that are about to open, each in its own
 * zone: as long before as the entries then live on. Off if the scheduled warm-up is off.
 */
@Injectable()
export class OpeningJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('WarmUp');
  private readonly loop = new PollLoop(() => this.tick(), EVERY_MS);

  constructor(
    private readonly settings: WarmUpSettings,
    private readonly options: CacheOptions,
    private readonly cache: CacheStatus,
    private readonly lock: JobLock,
    private readonly openings: Openings,
    private readonly warmUp: WarmUpService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.CACHE_WARM_UP_CRON === '' || !this.settings.CACHE_ENABLED) return;
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Never throws. Does nothing if another instance has the job, a warm-up runs, or the cache is unavailable. */
  async tick(): Promise<void> {
    try {
      if (!this.cache.available || !(await this.lock.take('openings', LOCK_MS))) return;
      const lifeMs = this.options.ttlSeconds(slotsRegion) * SECOND_MS;
      const opening = await this.openings.within(
        Math.max(EVERY_MS, Math.min(lifeMs * SHARE_OF_LIFE, LONGEST_LEAD_MS)),
      );
      if (opening.length === 0) return;
      await (await this.warmUp.likelyAt(new Set(opening)))?.finish();
    } catch (error) {
      if (error instanceof Problem && ['warm-up-running', 'shutting-down'].includes(error.code)) return;
      this.logger.warn(
        `The warm-up before shops open failed; their first readers wait for a load: ${String(error)}`,
      );
    }
  }
}
