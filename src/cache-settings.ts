import { readFileSync } from 'node:fs';
import type { CacheModuleOptions, RedisServerOptions, RedisTlsOptions } from './cache/entry/cache.options.js';
import type { Env } from './config/env.js';

/** Maps the environment to the options of the cache engine, which itself reads no settings. */
export function cacheOptionsOf(env: Env): CacheModuleOptions {
  return {
    enabled: env.CACHE_ENABLED,
    redis: redisOf(env),
    namespace: env.CACHE_NAMESPACE,
    commandTimeoutMs: env.REDIS_COMMAND_TIMEOUT_MS,
    l1MaxBytes: env.CACHE_L1_MAX_BYTES,
    maxEntryBytes: env.CACHE_MAX_ENTRY_BYTES,
    sampleRate: env.CACHE_SAMPLE_RATE,
    // As many as the pool has connections: further loads would only wait there, without a limit.
    maxBypassLoads: env.DATABASE_POOL_SIZE,
    ttlSettings: env.regionTtls,
  };
}

function redisOf(env: Env): RedisServerOptions | undefined {
  const { REDIS_URL: url, REDIS_CLUSTER_NODES: clusterNodes, REDIS_SENTINELS: sentinels } = env;
  if ((url ?? clusterNodes ?? sentinels) === undefined) return undefined;
  return {
    url,
    clusterNodes,
    sentinels,
    sentinelName: env.REDIS_SENTINEL_NAME,
    username: env.REDIS_USERNAME,
    password: env.REDIS_PASSWORD,
    sentinelUsername: env.REDIS_SENTINEL_USERNAME,
    sentinelPassword: env.REDIS_SENTINEL_PASSWORD,
    tls: env.usesRedisTls ? tlsOf(env) : undefined,
    poolSize: env.REDIS_POOL_SIZE,
    connectTimeoutMs: env.REDIS_CONNECT_TIMEOUT_MS,
  };
}

function tlsOf(env: Env): RedisTlsOptions {
  return {
    ca: contents(env.REDIS_CA_FILE),
    cert: contents(env.REDIS_CERT_FILE),
    key: contents(env.REDIS_KEY_FILE),
    servername: env.REDIS_TLS_SERVER_NAME,
  };
}

function contents(path: string | undefined): string | undefined {
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}
