import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type AlertLevel, type CacheSample, judgeSample, worstLevel } from '../alert-rules.js';
import { CacheHealthService } from '../cache-health.service.js';
import { CacheSampler } from './cache.sampler.js';

const EVERY_MS = 60_000;
const KEPT = '8 days';

/** A sample as it was judged when it was taken. */
export interface LoggedSample extends CacheSample {
  readonly status: AlertLevel;
}

/** One sample a minute and instance in PostgreSQL, for a week: trends outlive restarts and Redis. */
@Injectable()
export class SampleLog implements OnModuleInit {
  /** This process, in the log and among the instances. */
  readonly instance = randomUUID();
  private readonly logger = new Logger('Samples');
  private writtenAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly database: Database,
    private readonly sampler: CacheSampler,
    private readonly health: CacheHealthService,
  ) {}

  onModuleInit(): void {
    this.sampler.onSample((sample) => void this.keep(sample));
  }

  /** The samples since `from` (epoch ms) of all instances, by time. */
  async since(from: number): Promise<LoggedSample[]> {
    const rows = await this.database.query<{ status: AlertLevel; sample: CacheSample }>(
      'SELECT status, sample FROM cache_samples WHERE at >= $1 ORDER BY at, instance',
      [new Date(from)],
    );
    return rows.map(({ status, sample }) => ({ ...sample, status }));
  }

  private async keep(sample: CacheSample): Promise<void> {
    if (performance.now() - this.writtenAt < EVERY_MS) return;
    this.writtenAt = performance.now();
    const status = worstLevel(judgeSample(sample, this.health.thresholds));
    try {
      await this.database.query(
        `WITH pruned AS (DELETE FROM cache_samples WHERE at < now() - interval '${KEPT}')
         INSERT INTO cache_samples (at, instance, status, sample) VALUES ($1, $2, $3, $4::jsonb)`,
        [new Date(sample.at), this.instance, status, JSON.stringify(sample)],
      );
    } catch (error) {
      this.logger.warn(`A sample was not kept: ${String(error)}`);
    }
  }
}
