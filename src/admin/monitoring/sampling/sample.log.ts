import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { MINUTE_MS } from '../../../time/durations.js';
import { Database } from '../../../database/database.js';
import { type AlertLevel, LEVELS } from '../alert-levels.js';
import { type CacheSample, judgeSample, worstLevel } from '../alert-rules.js';
import { InstanceId } from './instance.id.js';
import { CacheHealthService } from '../cache-health.service.js';
import { OPERATOR_TIMEOUT } from '../../operator-timeout.js';
import { MetricsSampler } from './metrics.sampler.js';

const KEPT = '30 days';
/** A question reads about so many samples: of more, those of some minutes stand for all. Bad ones are read besides, so many of the newest. */
const MOST_READ = 25_000;

/** Several minutes of the whole fleet combined into one sample, with the worst status among them. */
export interface FleetSpan extends CacheSample {
  readonly status: AlertLevel;
  /** The lowest hit rate of a single minute; `hitRate` is that of all minutes. */
  readonly lowestHitRate: number | null;
  /** The first and the last minute that was not healthy, in epoch ms. */
  readonly badFrom: number | null;
  readonly badTo: number | null;
}

/** The position of `healthy` among the levels, as PostgreSQL counts. */
const HEALTHY = LEVELS.indexOf('healthy') + 1;

const number = (field: string) => `(sample->>'${field}')::float8`;

/** Of all instances, or of the one with the id $2. */
const CHOSEN = `($2::text IS NULL OR instance::text = $2)`;
const MINUTE = `interval '1 minute'`;
/** The span of $3 minutes that an instant is in. */
const SPAN_START = (at: string) => `date_bin($3::int * ${MINUTE}, ${at}, 'epoch')`;

/** The first minute of each `every` is read, which divides the spans: so many minutes of each of them, and at least one. */
const STEPPED = `stepped AS MATERIALIZED (
    SELECT min(minutes) * ${MINUTE} AS every, (SELECT date_trunc('minute', max(at)) FROM cache_samples) AS newest
    FROM generate_series(1, $3::int) AS minutes
    WHERE $3::int % minutes = 0
      AND minutes >= least($3::int, 1 + (SELECT count(*) FROM cache_samples WHERE at >= $1 AND ${CHOSEN}) / ${MOST_READ})
  )`;
/** Each minute that is read is one stretch of the primary key. */
const READ = `stepped, generate_series(date_bin(every, $1, 'epoch'), newest, every) AS minute,
    LATERAL (SELECT * FROM cache_samples WHERE at >= greatest(minute, $1) AND at < minute + ${MINUTE} AND ${CHOSEN}) AS chosen`;

/**
 * First combines the instances by minute: reads are summed, hit rates are weighted by reads, and of the figures of Redis and
 * the response times the highest counts. A failure on one instance is a failure, unless the cache is switched off there. Then
 * combines the minutes by span: the mean of the reads, the worst of everything else. Index of the bad ones: `cache_samples_bad`.
 */
const BY_SPAN = `
  WITH ${STEPPED}, samples AS (
    SELECT minute, status, sample, true AS is_read FROM ${READ}
    UNION ALL (
      SELECT date_trunc('minute', at), status, sample, false FROM cache_samples, stepped
      WHERE at >= $1 AND ${CHOSEN} AND status <> 'healthy' AND at >= date_bin(every, at, 'epoch') + ${MINUTE}
      ORDER BY at DESC LIMIT ${MOST_READ})
  ), minutes AS (
    SELECT minute, max(array_position($4::text[], status)) AS level, max(sample->>'mode') AS mode,
      bool_and(coalesce((sample->>'switchedOff')::boolean, false)) AS off,
      bool_and((sample->>'available')::boolean OR coalesce((sample->>'switchedOff')::boolean, false)) AS available,
      bool_and((sample->>'expires')::boolean) AS expires, sum(${number('requests')}) FILTER (WHERE is_read) AS requests,
      sum(${number('databaseReadsSaved')}) FILTER (WHERE is_read) AS saved,
      -- The small addend keeps a rate over five minutes valid in a minute without reads.
      sum(${number('hitRate')} * (${number('requests')} + 0.001)) AS hits,
      sum(${number('requests')} + 0.001) FILTER (WHERE sample->>'hitRate' IS NOT NULL) AS rated,
      max(${number('usedMemoryBytes')}) AS used, max(${number('maxMemoryBytes')}) AS limited,
      max(${number('connectedClients')}) AS clients,
      max((sample->'responseTimeMs'->>'p50')::float8) AS p50, max((sample->'responseTimeMs'->>'p95')::float8) AS p95
    FROM samples GROUP BY minute
  ), spans AS (SELECT ${SPAN_START('minute')} AS span, * FROM minutes)
  SELECT extract(epoch FROM span)::float8 * 1000 AS at, max(level) AS level, max(mode) AS mode,
    bool_and(off) AS "switchedOff", bool_and(available) AND NOT bool_and(off) AS available, bool_and(expires) AS expires,
    coalesce(avg(requests), 0) AS requests, avg(saved) AS "databaseReadsSaved", sum(hits) / sum(rated) AS "hitRate", min(hits / rated) AS "lowestHitRate",
    max(used) AS "usedMemoryBytes", max(limited) AS "maxMemoryBytes", max(clients) AS "connectedClients",
    max(p50) AS p50, max(p95) AS p95,
    extract(epoch FROM min(minute) FILTER (WHERE level > ${HEALTHY}))::float8 * 1000 AS "badFrom",
    extract(epoch FROM max(minute) FILTER (WHERE level > ${HEALTHY}))::float8 * 1000 AS "badTo"
  FROM spans GROUP BY span ORDER BY span`;

/** What each region was read, by span. A minute counts for those after it that are not read, as far as they are over. */
const BY_REGION = `
  WITH ${STEPPED}, samples AS (
    SELECT ${SPAN_START('minute')} AS span, sample->'regions' AS regions,
      extract(epoch FROM least(every, newest - minute + ${MINUTE}))::float8 / 60 AS minutes
    FROM ${READ})
  SELECT name, extract(epoch FROM span)::float8 * 1000 AS at, sum(reads * minutes) AS reads, sum(hits * minutes) AS hits
  FROM samples CROSS JOIN LATERAL jsonb_to_recordset(regions) AS region(name text, reads float8, hits float8)
  GROUP BY name, span ORDER BY name, span`;

/** The reads of a region in one span of time. */
export interface RegionSpan {
  readonly name: string;
  /** Start of the span in epoch ms. */
  readonly at: number;
  readonly reads: number;
  readonly hits: number;
}

interface Row extends Omit<FleetSpan, 'status' | 'responseTimeMs' | 'isPerMinute'> {
  readonly level: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Stores one sample per minute and instance in PostgreSQL for 30 days, so that trends survive restarts of Redis and instances. */
@Injectable()
export class SampleLog implements OnModuleInit {
  private readonly logger = new Logger('Samples');
  private writtenIn: number | undefined;
  private before = { requests: 0, saved: 0 };
  private regionsBefore: MetricsSampler['regionTotals'] = new Map();

  constructor(
    private readonly database: Database,
    private readonly sampler: MetricsSampler,
    private readonly health: CacheHealthService,
    private readonly instance: InstanceId,
  ) {}

  onModuleInit(): void {
    this.sampler.onSample((sample) => void this.keep(sample));
  }

  /**
   * The samples of the fleet, or of one instance, since `from` (epoch ms) in spans of `width` ms, whole minutes, ordered by time; `requests` and
   * `databaseReadsSaved` are per minute.
   */
  async since(from: number, width: number, instance?: string): Promise<FleetSpan[]> {
    const rows = await this.database.query<Row>(
      BY_SPAN,
      [new Date(from), instance ?? null, width / MINUTE_MS, LEVELS],
      OPERATOR_TIMEOUT,
    );
    return rows.map(({ level, p50, p95, ...rest }) => ({
      ...rest,
      status: LEVELS[(level ?? 1) - 1] ?? 'unknown',
      isPerMinute: true,
      responseTimeMs: p50 === null || p95 === null ? null : { p50, p95 },
    }));
  }

  /** The reads of every region that was read, in spans as those of {@link since}. */
  async regionsSince(from: number, width: number, instance?: string): Promise<RegionSpan[]> {
    return this.database.query<RegionSpan>(
      BY_REGION,
      [new Date(from), instance ?? null, width / MINUTE_MS],
      OPERATOR_TIMEOUT,
    );
  }

  private async keep(sample: CacheSample): Promise<void> {
    const minute = Math.floor(sample.at / MINUTE_MS);
    if (minute === this.writtenIn) return;
    this.writtenIn = minute;
    const status = worstLevel(judgeSample(sample, this.health.thresholds));
    const { requests, saved } = this.sampler.totals;
    const kept = {
      ...sample,
      requests: requests - this.before.requests,
      databaseReadsSaved: saved - this.before.saved,
      regions: this.regionReads(),
    };
    this.before = { requests, saved };
    try {
      await this.database.query(
        `WITH pruned AS (DELETE FROM cache_samples WHERE at < now() - interval '${KEPT}')
         INSERT INTO cache_samples (at, instance, status, sample) VALUES ($1, $2, $3, $4::jsonb)`,
        [new Date(sample.at), this.instance.value, status, JSON.stringify(kept)],
      );
    } catch (error) {
      this.logger.warn(
        `Could not store a sample; the cache trends lack one minute of this instance: ${String(error)}`,
      );
    }
  }

  /** Reads of each region since the last call, if there were any. */
  private regionReads(): Omit<RegionSpan, 'at'>[] {
    const totals = this.sampler.regionTotals;
    const before = this.regionsBefore;
    this.regionsBefore = totals;
    return [...totals].flatMap(([name, { reads, hits }]) => {
      const earlier = before.get(name) ?? { reads: 0, hits: 0 };
      return reads === earlier.reads
        ? []
        : [{ name, reads: reads - earlier.reads, hits: hits - earlier.hits }];
    });
  }
}
