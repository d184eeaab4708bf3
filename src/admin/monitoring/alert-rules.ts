import { rounded } from './rounded.js';
import { type AlertLevel, worseOf } from './alert-levels.js';
import type { CacheHealthMetricDto } from './cache-health.dto.js';

/** One measurement of the cache by the metrics sampler. `null`: unknown, or too little traffic for a meaningful figure. */
export interface CacheSample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly mode: 'redis' | 'memory' | 'off';
  /** Why this instance may not cache; `null` or missing if it may, or the database has not answered. */
  readonly denial?: string | null;
  /** The cache is off because of CACHE_ENABLED=false. */
  readonly switchedOff: boolean;
  readonly available: boolean;
  /** Response times of the store's operations in the last period, in milliseconds. */
  readonly responseTimeMs: { readonly p50: number; readonly p95: number } | null;
  /** Memory used by Redis, or by the memory store of this process. */
  readonly usedMemoryBytes: number | null;
  /** The memory limit of that store; 0 if none is set. */
  readonly maxMemoryBytes: number | null;
  /** Hit rate of the reads in the last five minutes, or since the start if that is shorter. */
  readonly hitRate: number | null;
  readonly requests: number;
  /** Reads that did not have to load; missing in samples of older releases. */
  readonly databaseReadsSaved?: number | null;
  /** `requests` is the mean of several minutes, rather than a count. */
  readonly isPerMinute?: boolean;
  readonly connectedClients: number | null;
  /** Whether a test key had expired when its expiry time was over. */
  readonly expires: boolean | null;
}

export interface AlertThresholds {
  readonly responseMs: number;
  readonly memoryBytes: number;
  /** Share of `maxmemory`, used when `maxmemory` is set. */
  readonly memoryShare: number;
  readonly hitRate: number;
  readonly connections: number;
}

const MIB = 2 ** 20;
const SWITCHED_OFF = 'the cache is switched off';

/**
 * Rates each of the six metrics of `GET /cache/health` against its threshold. A pure function. A metric without a value is
 * `unknown`, and its message says why.
 */
export function judgeSample(sample: CacheSample, thresholds: AlertThresholds): CacheHealthMetricDto[] {
  return [
    availability(sample),
    responseTime(sample, thresholds),
    memoryUsage(sample, thresholds),
    hitRate(sample, thresholds),
    connections(sample, thresholds),
    expiration(sample),
  ];
}

/** The highest severity among the metrics that are known; `unknown` if none is. */
export function worstLevel(metrics: readonly CacheHealthMetricDto[]): AlertLevel {
  return metrics.reduce<AlertLevel>((worst, { status }) => worseOf(worst, status), 'unknown');
}

function availability({ available, mode, switchedOff, denial }: CacheSample): CacheHealthMetricDto {
  const metric = { name: 'availability', value: available ? 1 : 0, unit: 'boolean' } as const;
  const healthy = { ...metric, status: 'healthy', threshold: switchedOff ? null : 1 } as const;
  if (available) return { ...healthy, message: `The cache is available (${mode})` };
  if (switchedOff)
    return {
      ...healthy,
      message: 'The cache is switched off (CACHE_ENABLED=false); every read is loaded from the database',
    };
  const why =
    mode === 'off'
      ? `This process may not cache: ${denial ?? 'the database has not answered yet'}`
      : 'The cache is unavailable';
  return { ...metric, status: 'critical', threshold: 1, message: `${why}; reads go to the database` };
}

function responseTime(sample: CacheSample, { responseMs }: AlertThresholds): CacheHealthMetricDto {
  const metric = { name: 'response_time', unit: 'ms', threshold: responseMs } as const;
  if (sample.responseTimeMs === null)
    return unknown(metric, whyUnmeasured(sample) ?? 'the cache was not used in the last 10 s');
  const { p50, p95 } = sample.responseTimeMs;
  return {
    ...metric,
    value: rounded(p95, 3),
    status: p95 > responseMs ? 'warning' : 'healthy',
    message: `The median operation took ${p50.toFixed(1)} ms, 95 % took at most ${p95.toFixed(1)} ms`,
  };
}

function memoryUsage(
  sample: CacheSample,
  { memoryBytes, memoryShare }: AlertThresholds,
): CacheHealthMetricDto {
  const { usedMemoryBytes: used, maxMemoryBytes: limit } = sample;
  const bounded = limit !== null && limit > 0;
  const threshold = bounded ? Math.floor(limit * memoryShare) : memoryBytes;
  const metric = { name: 'memory_usage', unit: 'bytes', threshold, value: used } as const;
  if (used === null) return unknown(metric, whyUnmeasured(sample) ?? 'Redis does not report it');
  const of = bounded ? ` of ${(limit / MIB).toFixed(0)} MiB` : '; maxmemory is not set';
  return {
    ...metric,
    status: used > threshold ? 'warning' : 'healthy',
    message: `${(used / MIB).toFixed(1)} MiB in use${of}`,
  };
}

function hitRate(sample: CacheSample, thresholds: AlertThresholds): CacheHealthMetricDto {
  const metric = { name: 'hit_rate', unit: 'rate', threshold: thresholds.hitRate } as const;
  const requests = Math.round(sample.requests);
  if (sample.hitRate === null) {
    const why = sample.switchedOff ? undefined : `${requests} reads are too few for a meaningful rate`;
    return unknown(metric, why ?? SWITCHED_OFF);
  }
  const reads = sample.isPerMinute === true ? `about ${requests} reads a minute` : `${requests} reads`;
  return {
    ...metric,
    value: rounded(sample.hitRate, 4),
    status: sample.hitRate < thresholds.hitRate ? 'warning' : 'healthy',
    message: `${(sample.hitRate * 100).toFixed(1)} % of ${reads} were hits`,
  };
}

function connections(sample: CacheSample, thresholds: AlertThresholds): CacheHealthMetricDto {
  const { connectedClients } = sample;
  const metric = { name: 'connections', unit: 'connections', threshold: thresholds.connections } as const;
  if (connectedClients === null) {
    const inMemory = 'the memory cache of this process needs no connections';
    return unknown(
      metric,
      (sample.mode === 'memory' ? inMemory : whyUnmeasured(sample)) ?? 'Redis does not report it',
    );
  }
  return {
    ...metric,
    value: connectedClients,
    status: connectedClients > thresholds.connections ? 'warning' : 'healthy',
    message:
      connectedClients === 1
        ? '1 client is connected to Redis'
        : `${connectedClients} clients are connected to Redis`,
  };
}

function expiration(sample: CacheSample): CacheHealthMetricDto {
  const { expires } = sample;
  const metric = { name: 'expiration', unit: 'boolean', threshold: 1 } as const;
  if (expires === null) {
    const inMemory = 'the memory cache of this process checks it at each read';
    return unknown(
      metric,
      (sample.mode === 'memory' ? inMemory : whyUnmeasured(sample)) ?? 'not checked yet',
    );
  }
  return {
    ...metric,
    value: expires ? 1 : 0,
    status: expires ? 'healthy' : 'warning',
    message: expires ? 'Keys expire on time' : 'A test key was still there after its expiry time',
  };
}

function unknown(
  metric: Pick<CacheHealthMetricDto, 'name' | 'unit' | 'threshold'>,
  why: string,
): CacheHealthMetricDto {
  return { ...metric, value: null, status: 'unknown', message: `Not measured: ${why}` };
}

/** Why nothing can be measured at all; `undefined` if the cache is in use. */
function whyUnmeasured({ available, switchedOff }: CacheSample): string | undefined {
  if (switchedOff) return SWITCHED_OFF;
  return available ? undefined : 'the cache is unavailable';
}
