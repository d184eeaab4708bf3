import type { CacheHealthMetric, CacheSample } from './alert-rules.js';
import type { CacheStats, RegionStats } from './cache-stats.service.js';

/** Fewer misses than this say nothing about a region. */
const ENOUGH_MISSES = 100;
const POOR_HIT_RATE = 0.7;
/** Such a share of a region's misses that found something forgotten: a longer life would not have helped them. */
const OFTEN = 0.5;
const SHORT_TTL_SECONDS = 60;

/** What to do, each naming the setting. Pure: what was seen in, sentences out. */
export function recommend(
  sample: CacheSample,
  metrics: readonly CacheHealthMetric[],
  stats: CacheStats,
): string[] {
  const bad = new Set(metrics.filter(({ status }) => status !== 'healthy').map(({ name }) => name));
  const regions = stats.regions.flatMap(ofRegion);
  return [
    ...(sample.switchedOff
      ? ['The cache is off on purpose: remove CACHE_ENABLED=false to serve reads from it again.']
      : []),
    ...(bad.has('availability') ? ofAbsence(stats) : []),
    ...ofFigures(bad, sample),
    ...ofRedis(stats),
    ...(bad.has('hit_rate') && regions.length === 0 ? [ofAllReads(stats)] : []),
    ...regions,
  ];
}

function ofAbsence({ mode, suspended }: CacheStats): string[] {
  if (mode === 'off') {
    return [
      'Set REDIS_URL, so that all instances share one cache; without it, one process of a database keeps it. If this is the only one, bring the database back.',
    ];
  }
  const reasons = suspended?.reasons ?? [];
  const said: string[] = [];
  if (reasons.includes('redis')) {
    said.push(
      'Bring Redis back, or check REDIS_URL, REDIS_USERNAME and REDIS_PASSWORD; until then every read is a load.',
    );
  }
  if (reasons.includes('outbox')) {
    said.push(
      'Changes wait to be published, and reads bypass the cache until they are: look at invalidation.pending in /cache/stats and at the relay’s log.',
    );
  }
  return said.length > 0
    ? said
    : ['Wait: the cache is starting. If it does not end, look at the log for what it cannot reach.'];
}

function ofFigures(bad: ReadonlySet<string>, { mode }: CacheSample): string[] {
  const said: string[] = [];
  if (bad.has('response_time')) {
    said.push(
      'Find what slows Redis down (SLOWLOG GET, a swapping or shared machine), or raise CACHE_ALERT_RESPONSE_MS if this is its normal.',
    );
  }
  if (bad.has('memory_usage')) {
    said.push(
      mode === 'memory'
        ? 'Raise CACHE_L1_MAX_BYTES, or set REDIS_URL: a full store evicts what is still asked for.'
        : 'Raise maxmemory in redis.conf, or lower the TTL of the region with the most bytes in /cache/keys/summary.',
    );
  }
  if (bad.has('connections')) {
    said.push(
      'Look for clients that are not this application (CLIENT LIST), lower REDIS_POOL_SIZE, or raise CACHE_ALERT_CONNECTIONS.',
    );
  }
  if (bad.has('expiration')) {
    said.push(
      'Redis keeps keys past their expiry: check its clock and that it is a primary (INFO replication).',
    );
  }
  return said;
}

function ofRedis({ redis }: CacheStats): string[] {
  if (redis === null) return [];
  const said: string[] = [];
  if (redis.maxMemoryBytes > 0 && redis.maxmemoryPolicy === 'noeviction') {
    said.push(
      'Set maxmemory-policy to allkeys-lru in redis.conf: with noeviction a full Redis refuses to store.',
    );
  }
  if (redis.maxMemoryBytes === 0) {
    said.push('Set maxmemory in redis.conf: without a limit the machine’s memory is the limit.');
  }
  if (redis.evictedKeys > 0) {
    said.push(
      `Redis has evicted ${redis.evictedKeys} keys: raise maxmemory in redis.conf if hits are lost by it.`,
    );
  }
  return said;
}

/** Where no region has misses enough to be told apart. */
function ofAllReads({ bypasses, hits, misses }: CacheStats): string {
  if (bypasses > hits + misses) {
    return 'The hit rate is low since reads went past the cache: see that it stays available before anything else.';
  }
  return 'The hit rate of the last minutes is low, over too few misses to say why: warm up (POST /cache/warm-up, CACHE_WARM_UP_CRON), or lower CACHE_ALERT_HIT_RATE if this is its normal.';
}

function ofRegion(region: RegionStats): string[] {
  const { name, hits, misses, invalidatedMisses, hitRate, ttlSeconds } = region;
  if (misses < ENOUGH_MISSES || hitRate >= POOR_HIT_RATE) return [];
  const rate = `${name} has a hit rate of ${(hitRate * 100).toFixed(0)} % over ${hits + misses} reads`;
  if (invalidatedMisses / misses >= OFTEN) {
    const share = `${((invalidatedMisses / misses) * 100).toFixed(0)} % of its misses found something forgotten`;
    return [`${rate}: it is invalidated often (${share}); a longer TTL would not help.`];
  }
  if (ttlSeconds < SHORT_TTL_SECONDS) return [`${rate}: its TTL of ${ttlSeconds} s is short, raise it.`];
  return [`${rate}: its keys are rarely asked for twice; warm them up (CACHE_WARM_UP_DAYS) or accept it.`];
}
