import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { SECOND_MS } from '../../config/durations.js';
import { Env } from '../../config/env.js';
import { JobLease } from '../usage/job.lease.js';
import { RefreshService } from './refresh.service.js';

const EVERY_MS = 30 * SECOND_MS;
/** The next tick of whoever holds it must find it free again. */
const LEASE_MS = EVERY_MS - 1000;
/** A run ends before its lease does. */
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
    private readonly lease: JobLease,
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
      if (!this.cache.available || !(await this.lease.take('refresh', LEASE_MS))) return;
      await this.service.run(AbortSignal.any([this.stopping.signal, AbortSignal.timeout(LONGEST_RUN_MS)]));
    } catch (error) {
      this.logger.warn(`What is asked for most was not refreshed: ${String(error)}`);
    }
  }
}
