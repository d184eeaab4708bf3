import type { ModuleMetadata } from '@nestjs/common';
import type { Region } from './region.js';

/** Which Redis to use: exactly one of `url`, `clusterNodes` and `sentinels`. */
export interface RedisServerOptions {
  /** `redis://host:port`, or `rediss://` for TLS. */
  readonly url?: string | undefined;
  /** Nodes of a Redis Cluster, `host:port`. */
  readonly clusterNodes?: readonly string[] | undefined;
  /** Sentinels, `host:port`, and the name of the primary that they watch. */
  readonly sentinels?: readonly string[] | undefined;
  readonly sentinelName?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** User of the Sentinels themselves, where it differs from the primary's. */
  readonly sentinelUsername?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  /** Given: every connection uses TLS, those to the Sentinels too. A `rediss://` URL needs it only for these details. */
  readonly tls?: RedisTlsOptions | undefined;
  /** Connections to each server; 1 by default. */
  readonly poolSize?: number | undefined;
  /** 500 by default. */
  readonly connectTimeoutMs?: number | undefined;
}

/** Certificates as PEM. Without `ca`, the authorities that Node knows are trusted. */
export interface RedisTlsOptions {
  readonly ca?: string | undefined;
  /** Certificate and key of this client, for servers that ask for one. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the server's certificate must have; by default the host that is connected to. */
  readonly servername?: string | undefined;
}

/** Options of `CacheModule.forRoot`; each has a default. */
export interface CacheModuleOptions {
  /** `false`: every read is a load. Invalidations still go to Redis (rule 16). */
  readonly enabled?: boolean;
  /** Without it, the cache is kept in the memory of this process, which must be the only one. */
  readonly redis?: RedisServerOptions | undefined;
  /** First part of every key in Redis; `bb` by default. */
  readonly namespace?: string;
  /** How long one command, and all waits of one request together, may take; 100 by default. */
  readonly commandTimeoutMs?: number;
  /** Memory for entries in the process, in bytes; 0 keeps none. 64 MiB by default. */
  readonly l1MaxBytes?: number;
  /** Larger bodies are not stored; 1 MiB by default. */
  readonly maxEntryBytes?: number;
  /** Part of the hits that are compared with a load, 0 to 1; 0.001 by default. */
  readonly sampleRate?: number;
  /** Loads that may run at once while reads bypass the cache: as many as the database pool has connections. 10 by default. */
  readonly maxBypassLoads?: number;
  /** Values of the TTL settings that regions name with `setting(…)`, in seconds. */
  readonly ttlSettings?: Readonly<Record<string, number>>;
}

/** As in other Nest modules: the options are computed from injected providers. */
export interface CacheModuleAsyncOptions<Args extends unknown[] = never[]> extends Pick<
  ModuleMetadata,
  'imports'
> {
  readonly inject?: unknown[];
  readonly useFactory: (...args: Args) => CacheModuleOptions | Promise<CacheModuleOptions>;
}

/** The engine's options with their defaults applied. */
export class CacheOptions {
  readonly enabled: boolean;
  readonly redis: RedisServerOptions | undefined;
  readonly namespace: string;
  readonly commandTimeoutMs: number;
  readonly l1MaxBytes: number;
  readonly maxEntryBytes: number;
  readonly sampleRate: number;
  readonly maxBypassLoads: number;
  private readonly ttlSettings: Readonly<Record<string, number>>;

  constructor(given: CacheModuleOptions = {}) {
    this.enabled = given.enabled ?? true;
    this.redis = given.redis;
    this.namespace = given.namespace ?? 'bb';
    this.commandTimeoutMs = given.commandTimeoutMs ?? 100;
    this.l1MaxBytes = given.l1MaxBytes ?? 2 ** 26;
    this.maxEntryBytes = given.maxEntryBytes ?? 2 ** 20;
    this.sampleRate = given.sampleRate ?? 0.001;
    this.maxBypassLoads = given.maxBypassLoads ?? 10;
    this.ttlSettings = given.ttlSettings ?? {};
  }

  /** Time to live of the region's entries, in seconds. */
  ttlSeconds({ ttl }: Pick<Region<never>, 'ttl'>): number {
    return typeof ttl === 'number' ? ttl : (this.ttlSettings[ttl.setting] ?? ttl.defaultSeconds);
  }
}
