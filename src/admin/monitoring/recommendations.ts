import { isBad } from './alert-levels.js';
import type { CacheSample } from './alert-rules.js';
import type { CacheHealthMetricDto } from './cache-health.dto.js';
import type { CacheStatsDto, RegionStatsDto } from './cache-stats.dto.js';

/** A region with fewer misses than this gets no advice. */
const ENOUGH_MISSES = 100;
const POOR_HIT_RATE = 0.7;
/** From this share of invalidated misses on, a longer TTL would not help a region. */
const OFTEN = 0.5;
const SHORT_TTL_SECONDS = 60;

/** Advice for the operator, one sentence for each problem, with the setting to change. A pure function. */
export function recommend(
  sample: CacheSample,
  metrics: readonly CacheHealthMetricDto[],
  stats: CacheStatsDto,
): string[] {
  const bad = new Set(metrics.filter(({ status }) => isBad(status)).map(({ name }) => name));
  const regions = stats.regions.flatMap(ofRegion);
  return [
    ...(sample.switchedOff
      ? ['The cache is switched off: remove CACHE_ENABLED=false to serve reads from it again.']
      : []),
    ...(bad.has('availability') ? ofAbsence(sample, stats) : []),
    ...ofFigures(bad, sample),
    ...ofRedis(stats),
    ...(bad.has('hit_rate') && regions.length === 0 ? [ofAllReads(stats)] : []),
    ...regions,
  ];
}

function ofAbsence({ denial }: CacheSample, { mode, suspended }: CacheStatsDto): string[] {
  const isOff = mode === 'off';
  if (isOff && typeof denial === 'string') return [`Let this process cache, which it may not: ${denial}.`];
  const reasons = suspended?.reasons ?? [];
  const advice: string[] = [];
  if (reasons.includes('redis')) {
    advice.push(
      'Restart Redis, or check REDIS_URL, REDIS_USERNAME and REDIS_PASSWORD; until Redis answers, every read is loaded from the database.',
    );
    // Without Redis as well it is off, if it has just started.
  } else if (isOff) {
    advice.push('Restore the connection to the database: this process may cache once the database answers.');
  }
  if (reasons.includes('outbox')) {
    advice.push(
      'Some changes are not published yet, and reads bypass the cache until they are: check invalidation.pending in /cache/stats and the log lines of the relay.',
    );
  }
  if (reasons.includes('triggers')) {
    advice.push(
      'Restore the outbox triggers that are missing, disabled or without effect, and reads use the cache again: the log lines of the relay name their tables and how to enable them.',
    );
  }
  return advice.length > 0
    ? advice
    : ['Wait: the cache is starting. If this lasts, check the log for the server that it cannot reach.'];
}

function ofFigures(bad: ReadonlySet<string>, { mode }: CacheSample): string[] {
  const advice: string[] = [];
  if (bad.has('response_time')) {
    advice.push(
      'Find out what slows Redis down (SLOWLOG GET; swapping; other load on its machine), or raise CACHE_ALERT_RESPONSE_MS if this response time is normal.',
    );
  }
  if (bad.has('memory_usage')) {
    advice.push(
      mode === 'memory'
        ? 'Raise CACHE_L1_MAX_BYTES, or set REDIS_URL: a full store evicts entries that are still in use.'
        : 'Raise maxmemory in redis.conf, or lower the TTL of the region with the most bytes in /cache/keys/summary.',
    );
  }
  if (bad.has('connections')) {
    advice.push(
      'Look for clients other than this application (CLIENT LIST), lower REDIS_POOL_SIZE, or raise CACHE_ALERT_CONNECTIONS.',
    );
  }
  if (bad.has('expiration')) {
    advice.push(
      'Redis keeps keys after their expiry time: check its clock, and that it is a primary (INFO replication).',
    );
  }
  return advice;
}

function ofRedis({ redis }: CacheStatsDto): string[] {
  if (redis === null) return [];
  const advice: string[] = [];
  if (redis.maxMemoryBytes !== null && redis.maxMemoryBytes > 0 && redis.maxmemoryPolicy === 'noeviction') {
    advice.push(
      'Set maxmemory-policy to allkeys-lru in redis.conf: with noeviction, a full Redis rejects every write.',
    );
  }
  if (redis.maxMemoryBytes === 0) {
    advice.push('Set maxmemory in redis.conf: without it, Redis may use all memory of its machine.');
  }
  if (redis.evictedKeys !== null && redis.evictedKeys > 0) {
    advice.push(
      `Redis has evicted ${redis.evictedKeys} keys: raise maxmemory in redis.conf if the hit rate suffers.`,
    );
  }
  return advice;
}

/** Advice on a low hit rate when no single region has enough misses to be named. */
function ofAllReads({ bypasses, hits, misses }: CacheStatsDto): string {
  if (bypasses > hits + misses) {
    return 'The hit rate is low because reads bypassed the cache: first make sure that the cache stays available.';
  }
  return 'The hit rate of the last minutes is low, but there were too few misses to say why: warm up the cache (POST /cache/warm-up, CACHE_WARM_UP_CRON), or lower CACHE_ALERT_HIT_RATE if this rate is normal.';
}

function ofRegion(region: RegionStatsDto): string[] {
  const { name, hits, misses, invalidatedMisses, hitRate, ttlSeconds } = region;
  if (misses < ENOUGH_MISSES || hitRate >= POOR_HIT_RATE) return [];
  const rate = `${name} has a hit rate of ${(hitRate * 100).toFixed(0)} % over ${hits + misses} reads`;
  if (invalidatedMisses / misses >= OFTEN) {
    const share = `${((invalidatedMisses / misses) * 100).toFixed(0)} % of its misses found an invalidated entry`;
    return [`${rate}: it is invalidated often (${share}); a longer TTL would not help.`];
  }
  if (ttlSeconds < SHORT_TTL_SECONDS) return [`${rate}: its TTL of ${ttlSeconds} s is short; raise it.`];
  return [
    `${rate}: its keys are rarely requested twice; warm up more days (CACHE_WARM_UP_DAYS), or accept the rate.`,
  ];
}
