import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { WarmUpSettings } from '../../config/settings.js';
import { Problem } from '../../http/problem.js';
import { WarmUpService } from './warm-up.service.js';

/** Loads what is likely to be read at CACHE_WARM_UP_CRON. Every instance tries, and the one that gets the warm-up lock runs it. */
@Injectable()
export class WarmUpCron implements OnApplicationBootstrap {
  private readonly logger = new Logger('WarmUp');

  constructor(
    private readonly settings: WarmUpSettings,
    private readonly registry: SchedulerRegistry,
    private readonly warmUp: WarmUpService,
  ) {}

  onApplicationBootstrap(): void {
    const { CACHE_WARM_UP_CRON: cronTime } = this.settings;
    if (cronTime === '' || !this.settings.CACHE_ENABLED) return;
    const job = CronJob.from({ cronTime, onTick: () => void this.tick() });
    this.registry.addCronJob('cache warm-up', job);
    job.start();
  }

  private async tick(): Promise<void> {
    try {
      const { message, stats } = await (await this.warmUp.likely()).finish();
      this.logger.log(`${message} ${JSON.stringify(stats)}`);
    } catch (error) {
      if (error instanceof Problem && error.code === 'warm-up-running') return;
      this.logger.warn(`The scheduled warm-up failed; the cache fills as clients read: ${String(error)}`);
    }
  }
}
