import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { SECOND_MS } from '../../time/durations.js';
import { Env } from '../../config/env.js';
import { JobLock } from '../usage/job.lock.js';
import { RefreshService } from './refresh.service.js';

const EVERY_MS = 30 * SECOND_MS;
/** The next tick of whoever holds it must find it free again. */
const LOCK_MS = EVERY_MS - 1000;
/** A run ends before its lock expires. */
const LONGEST_RUN_MS = 25 * SECOND_MS;

/** Every half a minute, one instance of the fleet refreshes what is asked for most; off where the warm-up is. */
@Injectable()
export class RefreshJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Refresh');
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly env: Env,
    private readonly cache: CacheStatus,
    private readonly lock: JobLock,
    private readonly service: RefreshService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.env.CACHE_WARM_UP_CRON === '' || !this.env.CACHE_ENABLED) return;
    this.timer = setInterval(() => void (this.running = this.tick()), EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  /** Never throws; does nothing where another instance does it, or there is no cache to keep warm. */
  async tick(): Promise<void> {
    try {
      if (!this.cache.available || !(await this.lock.take('refresh', LOCK_MS))) return;
      await this.service.run(AbortSignal.any([this.stopping.signal, AbortSignal.timeout(LONGEST_RUN_MS)]));
    } catch (error) {
      this.logger.warn(`What is asked for most was not refreshed: ${String(error)}`);
    }
  }
}
