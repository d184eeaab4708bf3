import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CacheUsage } from '../../cache/measure/cache.usage.js';
import { Clock } from '../../config/clock.js';
import { MINUTE_MS, SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';
import { waitAtMost } from '../../time/timeout.js';
import { UsageLog } from './usage.log.js';

const EVERY_MS = MINUTE_MS;
const SHUTDOWN_TIMEOUT_MS = SECOND_MS;

/** Adds the read counts of this instance to the usage log once a minute and at shutdown. Counts that cannot be added are lost. */
@Injectable()
export class UsageRecorder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Usage');
  private readonly loop = new PollLoop(() => this.record(), EVERY_MS);

  constructor(
    private readonly clock: Clock,
    private readonly usage: CacheUsage,
    private readonly log: UsageLog,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    // A database that does not answer must not delay the shutdown.
    await waitAtMost(
      SHUTDOWN_TIMEOUT_MS,
      this.loop.runNow().then(() => this.loop.stop()),
    );
  }

  /** Never throws. */
  async record(): Promise<void> {
    try {
      await this.log.add(this.usage.take(), this.clock.now());
    } catch (error) {
      this.logger.debug(
        `Could not add the read counts of the last minute; the warm-up will not know these reads: ${String(error)}`,
      );
    }
  }
}
