import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Env } from '../../config/env.js';
import type { CacheMetrics } from '../measure/cache.metrics.js';
import { RedisCluster } from './redis.cluster.js';
import { RedisConnection } from './redis.connection.js';
import { clientToNode, clientToPrimary, type HostPort, hostAndPort } from './redis.options.js';
import { RedisPool } from './redis.pool.js';
import type { Scripted } from './redis.scripts.js';
import { RedisStore } from './redis.store.js';
import { RedisSupervisor } from './redis.supervisor.js';
import { type RedisTopology, SinglePrimary } from './redis.topology.js';
import type { ReturnListeners } from '../store/return-listeners.js';
import type { Suspensions } from '../store/suspension.js';

/** The connections to Redis, what watches them, and the store on top; alive as long as the application. */
export class RedisLink implements OnModuleInit, OnApplicationShutdown {
  readonly store: RedisStore;
  private readonly topology: RedisTopology;
  private readonly supervisor: RedisSupervisor;

  constructor(
    private readonly env: Env,
    metrics: CacheMetrics,
    suspensions: Suspensions,
    listeners: ReturnListeners,
  ) {
    const log = new Logger('Redis');
    this.topology = this.topologyOf(env.REDIS_CLUSTER_NODES?.map(hostAndPort));
    this.supervisor = new RedisSupervisor(
      this.topology,
      env.CACHE_NAMESPACE,
      suspensions,
      listeners,
      (sentence) => log.log(sentence),
    );
    this.store = new RedisStore(this.topology, env.CACHE_NAMESPACE, metrics, this.supervisor.failed);
  }

  async onModuleInit(): Promise<void> {
    await this.supervisor.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.supervisor.close();
    await this.topology.close();
  }

  /** A connection to every server, for what the operator's pages ask (INFO, SCAN, …) and the engine does not need. */
  get clients(): readonly Scripted[] {
    return this.topology.pools.map(({ client }) => client);
  }

  /** A connection to the server that has this shard. @throws StoreUnavailable while that is not known. */
  clientFor(shard: string): Scripted {
    return this.topology.poolOf(shard).client;
  }

  private topologyOf(nodes: readonly HostPort[] | undefined): RedisTopology {
    const { env } = this;
    if (nodes === undefined) return new SinglePrimary(this.poolOf(() => clientToPrimary(env)));
    const clientTo = (node: HostPort) => clientToNode(env, node);
    return new RedisCluster(nodes, (node) => this.poolOf(() => clientTo(node)), clientTo);
  }

  private poolOf(client: () => Scripted): RedisPool {
    const { REDIS_POOL_SIZE, REDIS_COMMAND_TIMEOUT_MS, REDIS_CLUSTER_NODES } = this.env;
    const failed = (error?: Error) => this.supervisor.failed(error);
    const open = () =>
      new RedisConnection(client(), REDIS_CLUSTER_NODES !== undefined, REDIS_COMMAND_TIMEOUT_MS, failed);
    return new RedisPool([open(), ...Array.from({ length: REDIS_POOL_SIZE - 1 }, open)]);
  }
}
