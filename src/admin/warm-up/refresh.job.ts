import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';
import { WarmUpSettings } from '../../config/settings.js';
import { JobLock } from '../usage/job.lock.js';
import { RefreshService } from './refresh.service.js';

const EVERY_MS = 30 * SECOND_MS;
/** Shorter than the interval, so that the lock is free again at the holder's next tick. */
const LOCK_MS = EVERY_MS - SECOND_MS;
/** A run ends before its lock expires. */
const LONGEST_RUN_MS = 25 * SECOND_MS;

/** Every 30 seconds, one instance of the fleet refreshes the most requested entries. Off if the nightly warm-up is off. */
@Injectable()
export class RefreshJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Refresh');
  private readonly stopping = new AbortController();
  private readonly loop = new PollLoop(() => this.tick(), EVERY_MS);

  constructor(
    private readonly settings: WarmUpSettings,
    private readonly cache: CacheStatus,
    private readonly lock: JobLock,
    private readonly service: RefreshService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.CACHE_WARM_UP_CRON === '' || !this.settings.CACHE_ENABLED) return;
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.loop.stop();
  }

  /** Never throws. Does nothing if another instance holds the lock or the cache is unavailable. */
  async tick(): Promise<void> {
    try {
      if (!this.cache.available || !(await this.lock.take('refresh', LOCK_MS))) return;
      await this.service.run(AbortSignal.any([this.stopping.signal, AbortSignal.timeout(LONGEST_RUN_MS)]));
    } catch (error) {
      this.logger.warn(
        `Hot-key refresh failed; the most requested entries may expire and be loaded by clients: ${String(error)}`,
      );
    }
  }
}
