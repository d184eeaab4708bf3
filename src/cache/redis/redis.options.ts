import { Redis, type RedisOptions } from 'ioredis';
import './redis.sockets.js';
import type { ConnectionOptions } from 'node:tls';
import type { RedisServerOptions, RedisTlsOptions } from '../entry/cache.options.js';
import { type Scripted, SCRIPTS } from './redis.scripts.js';
import { SECOND_MS } from '../../time/durations.js';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

const CONNECT_TIMEOUT_MS = 500;
const RECONNECT_CAP_MS = 250;
const SOCKET_TIMEOUT_MS = 400;

/**
 * Options of every connection: commands fail at once while it is down, and it reconnects for ever. `RedisConnection` limits
 * the time for replies, because the timeouts of ioredis do not know when this process was paused.
 */
function clientOptions(server: RedisServerOptions): RedisOptions {
  return {
    connectTimeout: server.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    enableOfflineQueue: false,
    // Commands in flight when a connection closes are rejected at once and never sent again.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, RECONNECT_CAP_MS),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    maxLoadingRetryTime: RECONNECT_CAP_MS,
    keepAlive: 10 * SECOND_MS,
    connectionName: 'bookedbarber',
    // CLIENT SETINFO needs Redis 7.2.
    disableClientInfo: true,
    lazyConnect: true,
    scripts: SCRIPTS,
    ...(server.username === undefined ? {} : { username: server.username }),
    ...(server.password === undefined ? {} : { password: server.password }),
    ...(server.tls === undefined ? {} : { tls: tlsOptions(server.tls) }),
  };
}

/** Creates a client, not connected yet, of one node of a cluster. */
export function clientToNode(server: RedisServerOptions, node: HostPort): Scripted {
  return new Redis({ ...clientOptions(server), ...node }) as Scripted;
}

/** A socket that owes a reply for this long is closed and opened again. */
export function socketTimeoutMs(commandTimeoutMs: number): number {
  return Math.max(SOCKET_TIMEOUT_MS, 2 * commandTimeoutMs);
}

/** As {@link clientToNode}, for the slot table: without a `RedisConnection` that limits the time for its reply. */
export function clientForSlots(
  server: RedisServerOptions,
  commandTimeoutMs: number,
  node: HostPort,
): Scripted {
  const socketTimeout = socketTimeoutMs(commandTimeoutMs);
  return new Redis({ ...clientOptions(server), ...node, socketTimeout }) as Scripted;
}

/** Creates a client, not connected yet, of the server at `url` or of the primary that the Sentinels name. */
export function clientToPrimary(server: RedisServerOptions): Scripted {
  return primary(server, clientOptions(server)) as Scripted;
}

/** Options of `tls.connect`; what is not given is left out, because an explicit `undefined` would turn off the default. */
export function tlsOptions(tls: RedisTlsOptions): ConnectionOptions {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
}

function primary(
  { url, sentinels = [], sentinelName = '', sentinelUsername, sentinelPassword }: RedisServerOptions,
  options: RedisOptions,
): Redis {
  if (url !== undefined) {
    if (!URL.canParse(url)) throw new Error('REDIS_URL is not a URL: it takes redis://host:port.');
    return new Redis(withLogin(url, options), options);
  }
  return new Redis({
    ...options,
    sentinels: sentinels.map(hostAndPort),
    name: sentinelName,
    ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(options.tls === undefined ? {} : { sentinelTLS: options.tls, enableTLSForSentinelMode: true }),
    failoverDetector: true,
    sentinelCommandTimeout: options.connectTimeout ?? CONNECT_TIMEOUT_MS,
    // Reject when no Sentinel answers; RedisConnection.open tries again.
    sentinelRetryStrategy: () => null,
  });
}

/**
 * The address with the user and the password of the options, where it has none itself: ioredis takes a user without a password for one
 * whose password is empty.
 */
function withLogin(url: string, { username, password }: RedisOptions): string {
  const address = new URL(url);
  address.username ||= encodeURIComponent(username ?? '');
  address.password ||= encodeURIComponent(password ?? '');
  return address.href;
}

/** Parses `host:port`, or `[address]:port`. */
export function hostAndPort(hostPort: string): HostPort {
  const colon = hostPort.lastIndexOf(':');
  return {
    host: hostPort.slice(0, colon).replaceAll(/^\[|\]$/g, ''),
    port: Number(hostPort.slice(colon + 1)),
  };
}
