import type { RedisConnection } from './redis.connection.js';
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

/** Runs a command on every connection to every server, with the name of a shard of that server. */
export async function onEachConnection<Reply>(
  topology: RedisTopology,
  command: (connection: RedisConnection, shard: string) => Promise<Reply>,
): Promise<Reply[]> {
  const replies = topology.pools.map(async (pool) => {
    const shard = topology.shardOf(pool);
    return pool.each((connection) => command(connection, shard));
  });
  return (await Promise.all(replies)).flat();
}

/** Reads the epochs of all servers, joined to one string. @throws Error unless all connections to a server report the same one */
export async function readEpochs({ pools }: RedisTopology): Promise<string> {
  return (await Promise.all(pools.map(async (pool) => pool.identify()))).join(' ');
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
