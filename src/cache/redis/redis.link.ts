import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { StoreUnavailable } from '../entry/cache.errors.js';
import type { CacheOptions, RedisServerOptions } from '../entry/cache.options.js';
import type { CacheMetrics } from '../measure/cache.metrics.js';
import type { ForgetFeed } from '../store/forget-feed.js';
import type { ReturnListeners } from '../store/return-listeners.js';
import type { Suspensions } from '../store/suspension.js';
import { ClusterStore } from './cluster.store.js';
import { RedisCluster } from './redis.cluster.js';
import { RedisConnection } from './redis.connection.js';
import { diagnose } from './redis.diagnosis.js';
import {
  clientForSlots,
  clientToNode,
  clientToPrimary,
  type HostPort,
  hostAndPort,
} from './redis.options.js';
import { RedisOutageLog } from './redis.outage-log.js';
import { RedisProof } from './redis.proof.js';
import { RedisPool } from './redis.pool.js';
import type { Scripted } from './redis.scripts.js';
import { RedisStore } from './redis.store.js';
import { RedisSupervisor } from './redis.supervisor.js';
import { type RedisTopology, SinglePrimary } from './redis.topology.js';
import { TokenTracking } from './token-tracking.js';

/** Owns the connections to Redis, their supervisor, and the store on top, for the life of the application. */
export class RedisLink implements OnModuleInit, OnApplicationShutdown {
  readonly store: RedisStore;
  readonly proof: RedisProof;
  private readonly commandTimeoutMs: number;
  private readonly topology: RedisTopology;
  private readonly supervisor: RedisSupervisor;
  private readonly tracking: TokenTracking;

  constructor(
    { namespace, commandTimeoutMs }: CacheOptions,
    private readonly server: RedisServerOptions,
    metrics: CacheMetrics,
    suspensions: Suspensions,
    listeners: ReturnListeners,
    feed: ForgetFeed,
  ) {
    this.commandTimeoutMs = commandTimeoutMs;
    this.topology = this.topologyOf(server.clusterNodes?.map(hostAndPort));
    const log = new RedisOutageLog(() => diagnose(this.server));
    this.supervisor = new RedisSupervisor(this.topology, namespace, suspensions, listeners, log);
    const Store = server.clusterNodes === undefined ? RedisStore : ClusterStore;
    this.store = new Store(this.topology, namespace, metrics, this.supervisor.failed);
    const awaySince = () => this.supervisor.awaySince;
    this.proof = new RedisProof(this.topology, namespace, awaySince, this.supervisor.failed);
    this.tracking = new TokenTracking(this.topology, namespace, feed);
    feed.add(this.tracking);
    listeners.onReconnected(async () => this.tracking.serversChanged());
  }

  async onModuleInit(): Promise<void> {
    await this.supervisor.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.supervisor.close();
    await this.tracking.close();
    await this.topology.close();
  }

  /** One connection to every server, for commands of the operator's pages (INFO, SCAN, …) that the engine does not need. */
  get clients(): readonly Scripted[] {
    return this.topology.pools.map(({ client }) => client);
  }

  /**
   * Sends one command that is not the engine's. @throws StoreUnavailable at once while Redis cannot be used, and if it does not
   * answer in time, which suspends the cache
   */
  async send<Reply>(shard: string, command: (client: Scripted) => Promise<Reply>): Promise<Reply> {
    if (this.supervisor.awaySince !== undefined) throw new StoreUnavailable('Redis cannot be used');
    try {
      return await this.topology.poolOf(shard).connectionFor(shard).send(command);
    } catch (error) {
      if (error instanceof StoreUnavailable) this.supervisor.failed(error);
      throw error;
    }
  }

  /** A connection to the server of this shard. @throws StoreUnavailable while that server is unknown. */
  clientFor(shard: string): Scripted {
    return this.topology.poolOf(shard).client;
  }

  private topologyOf(nodes: readonly HostPort[] | undefined): RedisTopology {
    const { server, commandTimeoutMs } = this;
    if (nodes === undefined) return new SinglePrimary(this.poolOf(() => clientToPrimary(server)));
    return new RedisCluster(
      nodes,
      (node) => this.poolOf(() => clientToNode(server, node)),
      (node) => clientForSlots(server, commandTimeoutMs, node),
    );
  }

  private poolOf(client: () => Scripted): RedisPool {
    const { poolSize = 1, clusterNodes } = this.server;
    const failed = (error?: Error) => this.supervisor.failed(error);
    const open = () =>
      new RedisConnection(client(), clusterNodes !== undefined, this.commandTimeoutMs, failed);
    return new RedisPool([open(), ...Array.from({ length: poolSize - 1 }, open)]);
  }
}
