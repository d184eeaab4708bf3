import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Env } from '../config/env.js';
import type { CacheMetrics } from './cache.metrics.js';
import { within } from './deadline.js';
import { RedisConnection } from './redis.connection.js';
import { connectionsTo } from './redis.options.js';
import { RedisStore } from './redis.store.js';
import { RedisSupervisor } from './redis.supervisor.js';
import type { ReturnListeners } from './return-listeners.js';
import type { Suspensions } from './suspension.js';

const QUIT_WITHIN_MS = 500;

/** The connections to Redis, what watches them, and the store on top; alive as long as the application. */
export class RedisLink implements OnModuleInit, OnApplicationShutdown {
  readonly store: RedisStore;
  private readonly connections: RedisConnection[];
  private readonly supervisor: RedisSupervisor;

  constructor(env: Env, metrics: CacheMetrics, suspensions: Suspensions, listeners: ReturnListeners) {
    const log = new Logger('Redis');
    this.connections = connectionsTo(env).map(
      (client) => new RedisConnection(client, env.REDIS_COMMAND_TIMEOUT_MS),
    );
    this.supervisor = new RedisSupervisor(
      this.connections,
      env.CACHE_NAMESPACE,
      suspensions,
      listeners,
      (sentence) => log.log(sentence),
    );
    this.store = new RedisStore(this.connections, env.CACHE_NAMESPACE, metrics, this.supervisor.failed);
  }

  async onModuleInit(): Promise<void> {
    await this.supervisor.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.supervisor.close();
    await Promise.all(this.connections.map(async (connection) => close(connection)));
  }

  /** Runs a command of the operator's pages (INFO, SCAN, …), which the engine itself does not need. */
  get clients(): readonly RedisConnection[] {
    return this.connections;
  }
}

/** Lets what is in flight be answered, but not for long. */
async function close({ client }: RedisConnection): Promise<void> {
  try {
    await within(QUIT_WITHIN_MS, client.quit());
  } catch {
    // It does not answer: what it owes is given up.
  } finally {
    client.disconnect();
  }
}
