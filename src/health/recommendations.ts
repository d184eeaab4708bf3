import type { CacheHealthMetric } from './alert-rules.js';
import type { CacheStats, RegionStats } from './cache-stats.service.js';

/** Fewer reads than this say nothing about a region. */
const ENOUGH_READS = 100;
const POOR_HIT_RATE = 0.7;
/** A load for every so many tags forgotten: what is cached is mostly forgotten before it is asked for again. */
const SHORT_TTL_SECONDS = 60;

/** What to do, each naming the setting. Pure: what was seen in, sentences out. */
export function recommend(metrics: readonly CacheHealthMetric[], stats: CacheStats): string[] {
  return [
    ...ofMetrics(metrics),
    ...ofRedis(stats),
    ...stats.regions.flatMap((region) => ofRegion(region, stats)),
  ];
}

function ofMetrics(metrics: readonly CacheHealthMetric[]): string[] {
  const bad = new Set(metrics.filter(({ status }) => status !== 'healthy').map(({ name }) => name));
  const said: string[] = [];
  if (bad.has('availability')) {
    said.push(
      'Bring Redis back, or check REDIS_URL; until then every read is a load. suspended.reasons in /cache/stats says why.',
    );
  }
  if (bad.has('response_time')) {
    said.push(
      'Find what slows Redis down (SLOWLOG GET, a swapping or shared machine), or raise CACHE_ALERT_RESPONSE_MS if this is its normal.',
    );
  }
  if (bad.has('memory_usage')) {
    said.push(
      'Raise maxmemory in redis.conf, or lower the TTL of the region with the most bytes in /cache/keys/summary.',
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

function ofRegion(region: RegionStats, { invalidation }: CacheStats): string[] {
  const { name, hits, misses, hitRate, ttlSeconds } = region;
  if (misses < ENOUGH_READS || hitRate >= POOR_HIT_RATE) return [];
  const rate = `${name} has a hit rate of ${(hitRate * 100).toFixed(0)} % over ${hits + misses} reads`;
  if (ttlSeconds < SHORT_TTL_SECONDS) return [`${rate}: its TTL of ${ttlSeconds} s is short, raise it.`];
  if (invalidation.tags > misses) return [`${rate}: it is invalidated often; a longer TTL would not help.`];
  return [`${rate}: its keys are rarely asked for twice; warm them up (CACHE_WARM_UP_DAYS) or accept it.`];
}
