import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CacheUsage } from '../../cache/measure/cache.usage.js';
import { Clock } from '../../config/clock.js';
import { MINUTE_MS, SECOND_MS } from '../../time/durations.js';
import { UsageLog } from './usage.log.js';

const EVERY_MS = MINUTE_MS;
const GOODBYE_MS = SECOND_MS;

/** Adds this instance's counts to the fleet's once a minute and at its end. What cannot be added is lost: it is a hint. */
@Injectable()
export class UsageRecorder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Usage');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly usage: CacheUsage,
    private readonly log: UsageLog,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.record(), EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    // A database that does not answer must not hold up the end.
    await Promise.race([this.record(), sleep(GOODBYE_MS, undefined, { ref: false })]);
  }

  /** Never throws. */
  async record(): Promise<void> {
    try {
      await this.log.add(this.usage.take(), this.clock.now());
    } catch (error) {
      this.logger.debug(`A minute's counts were lost: ${String(error)}`);
    }
  }
}
