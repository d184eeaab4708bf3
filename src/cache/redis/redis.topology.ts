import type { RedisPool } from './redis.pool.js';

/** Knows the Redis servers, and which of them holds a shard. */
export interface RedisTopology {
  readonly pools: readonly RedisPool[];

  /** The server of this shard. @throws StoreUnavailable while that is not known. */
  poolOf(shard: string): RedisPool;

  /** The name of some shard that this server has. */
  shardOf(pool: RedisPool): string;

  /** Discovers the primaries and connects. Rejects if no node answers. */
  refresh(): Promise<void>;

  /** Lets what is in flight be answered, and connects no more. */
  close(): Promise<void>;
}

/** One primary has everything: the server of a URL, or the one that Sentinels name. */
export class SinglePrimary implements RedisTopology {
  readonly pools: readonly [RedisPool];

  constructor(private readonly pool: RedisPool) {
    this.pools = [pool];
  }

  poolOf(): RedisPool {
    return this.pool;
  }

  shardOf(): string {
    return 'probe';
  }

  async refresh(): Promise<void> {
    await this.pool.open();
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}
