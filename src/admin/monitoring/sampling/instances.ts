import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../config/clock.js';
import { Database } from '../../../database/database.js';
import type { CacheSample } from '../alert-rules.js';
import { CacheState } from '../../../health/cache-state.js';
import { OPERATOR_TIMEOUT } from '../../operator-timeout.js';
import { VERSION } from '../version.js';
import { MetricsSampler } from './metrics.sampler.js';
import { SampleLog } from './sample.log.js';
import type { InstanceDto } from '../instances.dto.js';

/** An instance that has not reported for this long is considered gone. */
const GONE_AFTER = '1 minute';

interface Row extends Omit<InstanceDto, 'startedAt' | 'seenAt'> {
  readonly startedAt: Date;
  readonly seenAt: Date;
}

/** Lists the running instances. Each instance reports itself with every sample. */
@Injectable()
export class Instances implements OnModuleInit {
  private readonly logger = new Logger('Instances');
  private readonly startedAt: Date;

  constructor(
    clock: Clock,
    private readonly database: Database,
    private readonly state: CacheState,
    private readonly sampler: MetricsSampler,
    private readonly log: SampleLog,
  ) {
    this.startedAt = new Date(clock.now());
  }

  onModuleInit(): void {
    this.sampler.onSample((sample) => void this.report(sample));
  }

  /** The instances that reported within the last minute, oldest first. */
  async list(): Promise<InstanceDto[]> {
    const rows = await this.database.query<Row>(
      `SELECT id, started_at AS "startedAt", seen_at AS "seenAt", version, mode, suspended, requests,
         hit_rate AS "hitRate"
       FROM cache_instances WHERE seen_at > now() - interval '${GONE_AFTER}' ORDER BY started_at, id`,
      [],
      OPERATOR_TIMEOUT,
    );
    return rows.map((row) => ({
      ...row,
      startedAt: row.startedAt.toISOString(),
      seenAt: row.seenAt.toISOString(),
    }));
  }

  private async report({ mode }: CacheSample): Promise<void> {
    const { requests, hits } = this.sampler.totals;
    const hitRate = requests === 0 ? null : hits / requests;
    try {
      await this.database.query(
        `WITH gone AS (DELETE FROM cache_instances WHERE seen_at < now() - interval '${GONE_AFTER}' AND id <> $1)
         INSERT INTO cache_instances (id, started_at, seen_at, version, mode, suspended, requests, hit_rate)
         VALUES ($1, $2, now(), $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, mode = excluded.mode,
           suspended = excluded.suspended, requests = excluded.requests, hit_rate = excluded.hit_rate`,
        [this.log.instance, this.startedAt, VERSION, mode, this.state.isFailing, requests, hitRate],
      );
    } catch (error) {
      this.logger.warn(`Could not report this instance; /cache/instances may not list it: ${String(error)}`);
    }
  }
}
