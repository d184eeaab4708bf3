import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../config/clock.js';
import { CacheStatus, type Suspension } from '../../../cache/store/cache-status.js';
import { Database } from '../../../database/database.js';
import type { CacheSample } from '../alert-rules.js';
import { CacheState } from '../../../health/cache-state.js';
import { SECOND_MS } from '../../../time/durations.js';
import { OPERATOR_TIMEOUT } from '../../operator-timeout.js';
import { rounded } from '../rounded.js';
import { VERSION } from '../../../config/version.js';
import { InstanceCounters, type CounterValues } from './counters.js';
import { InstanceId } from './instance.id.js';
import { MetricsSampler } from './metrics.sampler.js';
import type { InstanceDto } from '../instances.dto.js';

/** An instance that has not reported for this long is considered gone. */
const GONE_AFTER = '1 minute';
/** An instance with nothing new leaves out every second report. */
const REPEATED_AFTER_MS = 15 * SECOND_MS;

interface Row extends Omit<InstanceDto, 'startedAt' | 'seenAt'> {
  readonly startedAt: Date;
  readonly seenAt: Date;
}

/** What another instance last reported. */
export interface InstanceReport {
  /** `null`: an instance of a release that reports none. */
  readonly counters: CounterValues | null;
  readonly suspension: Suspension | null;
  readonly ageSeconds: number;
}

/** Lists the running instances. Each instance reports itself with every sample, or every second one while it has nothing new. */
@Injectable()
export class Instances implements OnModuleInit {
  private readonly logger = new Logger('Instances');
  private readonly startedAt: Date;
  /** The last report, and when it was made, on `performance.now()`. */
  private reported = { text: '', at: 0 };

  constructor(
    clock: Clock,
    private readonly database: Database,
    private readonly state: CacheState,
    private readonly status: CacheStatus,
    private readonly sampler: MetricsSampler,
    private readonly counters: InstanceCounters,
    private readonly id: InstanceId,
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
      hitRate: rounded(row.hitRate, 4),
      startedAt: row.startedAt.toISOString(),
      seenAt: row.seenAt.toISOString(),
    }));
  }

  /**
   * The reports of all other instances within the last minute.
   * @throws DatabaseUnavailable
   */
  async others(): Promise<InstanceReport[]> {
    return this.database.query<InstanceReport>(
      `SELECT counters, suspension, extract(epoch FROM now() - seen_at)::float8 AS "ageSeconds"
       FROM cache_instances WHERE seen_at > now() - interval '${GONE_AFTER}' AND id <> $1`,
      [this.id.value],
      OPERATOR_TIMEOUT,
    );
  }

  /**
   * The last report of an instance; `null` if it did not report within the last minute.
   * @throws DatabaseUnavailable
   */
  async reportOf(id: string): Promise<InstanceReport | null> {
    const [report] = await this.database.query<InstanceReport>(
      `SELECT counters, suspension, extract(epoch FROM now() - seen_at)::float8 AS "ageSeconds"
       FROM cache_instances WHERE seen_at > now() - interval '${GONE_AFTER}' AND id::text = $1`,
      [id],
      OPERATOR_TIMEOUT,
    );
    return report ?? null;
  }

  private async report({ mode }: CacheSample): Promise<void> {
    const { requests, hits } = this.sampler.totals;
    const hitRate = requests === 0 ? null : hits / requests;
    const suspension = this.state.isSwitchedOff ? null : this.status.suspended;
    const counters = JSON.stringify(this.counters.now());
    const at = performance.now();
    const text = JSON.stringify([mode, this.state.isFailing, counters, suspension]);
    if (text === this.reported.text && at - this.reported.at < REPEATED_AFTER_MS) return;
    try {
      await this.database.query(
        `WITH gone AS (DELETE FROM cache_instances WHERE seen_at < now() - interval '${GONE_AFTER}' AND id <> $1)
         INSERT INTO cache_instances
           (id, started_at, seen_at, version, mode, suspended, requests, hit_rate, counters, suspension)
         VALUES ($1, $2, now(), $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, mode = excluded.mode,
           suspended = excluded.suspended, requests = excluded.requests, hit_rate = excluded.hit_rate,
           counters = excluded.counters, suspension = excluded.suspension`,
        [
          this.id.value,
          this.startedAt,
          VERSION,
          mode,
          this.state.isFailing,
          requests,
          hitRate,
          counters,
          suspension && JSON.stringify(suspension),
        ],
      );
      this.reported = { text, at };
    } catch (error) {
      this.logger.warn(`Could not report this instance; /cache/instances may not list it: ${String(error)}`);
    }
  }
}
