/** What an operator is told, worst last. */
export const LEVELS = ['healthy', 'warning', 'critical'] as const;
export type AlertLevel = (typeof LEVELS)[number];

/** One moment of the cache, as the sampler saw it. `null`: not known, or not enough traffic to mean something. */
export interface CacheSample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly mode: 'redis' | 'memory' | 'off';
  /** CACHE_ENABLED=false: it is off because somebody wants it so. */
  readonly switchedOff: boolean;
  readonly available: boolean;
  /** Of real operations in the last period, milliseconds. */
  readonly responseTimeMs: { readonly p50: number; readonly p95: number } | null;
  /** Redis', or those of the store in this process. */
  readonly usedMemoryBytes: number | null;
  /** Its own limit; 0: none is set. */
  readonly maxMemoryBytes: number | null;
  /** Of the reads of the last five minutes, as many as there were. */
  readonly hitRate: number | null;
  readonly requests: number;
  readonly connectedClients: number | null;
  /** Whether a key written with an expiry was gone after it. */
  readonly expires: boolean | null;
}

export interface AlertThresholds {
  readonly responseMs: number;
  readonly memoryBytes: number;
  /** Share of `maxmemory`, where it is set. */
  readonly memoryShare: number;
  readonly hitRate: number;
  readonly connections: number;
}

export const METRICS = [
  'availability',
  'response_time',
  'memory_usage',
  'hit_rate',
  'connections',
  'expiration',
] as const;

export interface CacheHealthMetric {
  readonly name: (typeof METRICS)[number];
  readonly value: number | null;
  readonly unit: 'boolean' | 'ms' | 'bytes' | 'rate' | 'connections';
  readonly status: AlertLevel;
  readonly threshold: number | null;
  readonly message: string;
}

const MIB = 2 ** 20;

/** Judges each of the six metrics of `GET /cache/health` by itself. Pure: a sample and thresholds in, metrics out. */
export function judgeSample(sample: CacheSample, thresholds: AlertThresholds): CacheHealthMetric[] {
  return [
    availability(sample),
    responseTime(sample, thresholds),
    memoryUsage(sample, thresholds),
    hitRate(sample, thresholds),
    connections(sample, thresholds),
    expiration(sample),
  ];
}

/** The worst level among the metrics. */
export function worstLevel(metrics: readonly CacheHealthMetric[]): AlertLevel {
  return metrics.reduce<AlertLevel>((worst, { status }) => worseOf(worst, status), 'healthy');
}

function worseOf(left: AlertLevel, right: AlertLevel): AlertLevel {
  return LEVELS.indexOf(left) > LEVELS.indexOf(right) ? left : right;
}

function availability({ available, mode, switchedOff }: CacheSample): CacheHealthMetric {
  const metric = { name: 'availability', value: available ? 1 : 0, unit: 'boolean' } as const;
  const healthy = { ...metric, status: 'healthy', threshold: switchedOff ? null : 1 } as const;
  if (available) return { ...healthy, message: `The cache answers (${mode})` };
  if (switchedOff) return { ...healthy, message: 'The cache is off on purpose; every read is a load' };
  const why =
    mode === 'off'
      ? 'This process may not keep the cache in its memory: another one does, or the database is away'
      : 'The cache cannot be used';
  return { ...metric, status: 'critical', threshold: 1, message: `${why}; reads go to the database` };
}

function responseTime({ responseTimeMs }: CacheSample, { responseMs }: AlertThresholds): CacheHealthMetric {
  const metric = { name: 'response_time', unit: 'ms', threshold: responseMs } as const;
  if (responseTimeMs === null)
    return { ...metric, value: null, status: 'healthy', message: 'No operations to measure' };
  const { p50, p95 } = responseTimeMs;
  return {
    ...metric,
    value: p95,
    status: p95 > responseMs ? 'warning' : 'healthy',
    message: `Half of the operations took up to ${p50.toFixed(1)} ms, 95 % up to ${p95.toFixed(1)} ms`,
  };
}

function memoryUsage(sample: CacheSample, { memoryBytes, memoryShare }: AlertThresholds): CacheHealthMetric {
  const { usedMemoryBytes: used, maxMemoryBytes: limit } = sample;
  const bounded = limit !== null && limit > 0;
  const threshold = bounded ? Math.floor(limit * memoryShare) : memoryBytes;
  const metric = { name: 'memory_usage', unit: 'bytes', threshold, value: used } as const;
  if (used === null) return { ...metric, status: 'healthy', message: 'Not known' };
  const of = bounded ? ` of ${(limit / MIB).toFixed(0)} MiB` : '; no maxmemory is set';
  return {
    ...metric,
    status: used > threshold ? 'warning' : 'healthy',
    message: `${(used / MIB).toFixed(1)} MiB in use${of}`,
  };
}

function hitRate(sample: CacheSample, thresholds: AlertThresholds): CacheHealthMetric {
  const metric = {
    name: 'hit_rate',
    unit: 'rate',
    threshold: thresholds.hitRate,
    value: sample.hitRate,
  } as const;
  if (sample.hitRate === null) return { ...metric, status: 'healthy', message: 'Too little traffic to tell' };
  return {
    ...metric,
    status: sample.hitRate < thresholds.hitRate ? 'warning' : 'healthy',
    message: `${(sample.hitRate * 100).toFixed(1)} % of ${sample.requests} reads were hits`,
  };
}

function connections(sample: CacheSample, thresholds: AlertThresholds): CacheHealthMetric {
  const { connectedClients, mode } = sample;
  const metric = { name: 'connections', unit: 'connections', threshold: thresholds.connections } as const;
  if (connectedClients === null) {
    const message = mode === 'memory' ? 'The cache in the process needs none' : 'Not known';
    return { ...metric, value: null, status: 'healthy', message };
  }
  return {
    ...metric,
    value: connectedClients,
    status: connectedClients > thresholds.connections ? 'warning' : 'healthy',
    message: `${connectedClients} clients are connected to Redis`,
  };
}

function expiration({ expires }: CacheSample): CacheHealthMetric {
  const metric = { name: 'expiration', unit: 'boolean', threshold: 1 } as const;
  if (expires === null) return { ...metric, value: null, status: 'healthy', message: 'Not checked' };
  return {
    ...metric,
    value: expires ? 1 : 0,
    status: expires ? 'healthy' : 'warning',
    message: expires ? 'Keys expire when they should' : 'A key outlived its expiry',
  };
}
