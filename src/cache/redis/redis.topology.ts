import type { RedisPool } from './redis.pool.js';

/** Finds the Redis server of each shard. */
export interface RedisTopology {
  readonly pools: readonly RedisPool[];

  /** The server of this shard. @throws StoreUnavailable while it is unknown. */
  poolOf(shard: string): RedisPool;

  /** The name of any shard that this server holds. */
  shardOf(pool: RedisPool): string;

  /** Discovers the primaries and connects. Rejects if no node answers. */
  refresh(): Promise<void>;

  /** Waits briefly for commands in flight, then disconnects for good. */
  close(): Promise<void>;
}

/** Topology of a single primary, given by a URL or named by Sentinels. */
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
