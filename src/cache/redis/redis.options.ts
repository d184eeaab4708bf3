import { Redis, type RedisOptions } from 'ioredis';
import type { Env } from '../../config/env.js';
import { type Scripted, SCRIPTS } from './redis.scripts.js';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

const RECONNECT_CAP_MS = 250;
/** A socket that owes an answer for so long is given up and made anew. */
const SOCKET_TIMEOUT_MS = 400;

/** What every connection to Redis is made with: it answers at once, if only with an error, and reconnects for ever. */
function options(env: Env): RedisOptions {
  return {
    connectTimeout: env.REDIS_CONNECT_TIMEOUT_MS,
    socketTimeout: Math.max(SOCKET_TIMEOUT_MS, 2 * env.REDIS_COMMAND_TIMEOUT_MS),
    enableOfflineQueue: false,
    // What was in flight when a connection closed is refused at once and never sent again.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, RECONNECT_CAP_MS),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    maxLoadingRetryTime: RECONNECT_CAP_MS,
    keepAlive: 10_000,
    connectionName: 'bookedbarber',
    // CLIENT SETINFO needs Redis 7.2.
    disableClientInfo: true,
    lazyConnect: true,
    scripts: SCRIPTS,
    ...(env.REDIS_USERNAME === undefined ? {} : { username: env.REDIS_USERNAME }),
    ...(env.REDIS_PASSWORD === undefined ? {} : { password: env.REDIS_PASSWORD }),
  };
}

/** Whether the environment names a Redis. */
export function hasRedis(env: Env): boolean {
  return (env.REDIS_URL ?? env.REDIS_SENTINELS ?? env.REDIS_CLUSTER_NODES) !== undefined;
}

/** A connection, not connected yet, to a node of a cluster. */
export function clientToNode(env: Env, node: HostPort): Scripted {
  return new Redis({ ...options(env), ...node }) as Scripted;
}

/** A connection, not connected yet, to the server or the Sentinels that the environment names. */
export function clientToPrimary(env: Env): Scripted {
  return primary(env) as Scripted;
}

function primary(env: Env): Redis {
  if (env.REDIS_URL !== undefined) {
    if (!URL.canParse(env.REDIS_URL)) throw new Error('REDIS_URL is not a URL: it takes redis://host:port.');
    return new Redis(env.REDIS_URL, options(env));
  }
  return new Redis({
    ...options(env),
    sentinels: (env.REDIS_SENTINELS ?? []).map(hostAndPort),
    name: env.REDIS_SENTINEL_NAME ?? '',
    failoverDetector: true,
    sentinelCommandTimeout: env.REDIS_CONNECT_TIMEOUT_MS,
    // Those who wait for the connection are told that nobody answers; RedisConnection.open tries again.
    sentinelRetryStrategy: () => null,
  });
}

/** Reads `host:port`. */
export function hostAndPort(hostPort: string): HostPort {
  const colon = hostPort.lastIndexOf(':');
  return { host: hostPort.slice(0, colon), port: Number(hostPort.slice(colon + 1)) };
}
