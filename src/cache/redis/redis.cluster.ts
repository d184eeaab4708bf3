import { StoreUnavailable } from '../entry/cache.errors.js';
import { type HostPort, hostAndPort } from './redis.options.js';
import type { RedisPool } from './redis.pool.js';
import type { Scripted } from './redis.scripts.js';
import { SLOTS, slotOf } from './redis.slot.js';
import type { RedisTopology } from './redis.topology.js';

/** A range of slots and its master, from CLUSTER SLOTS (https://redis.io/docs/latest/commands/cluster-slots/). */
interface SlotRange {
  readonly from: number;
  readonly until: number;
  readonly master: HostPort;
}

const PROBES = 2 ** 20;

/**
 * Topology of a Redis Cluster: each master has its own connections and its own epoch. Redirections are not followed: MOVED
 * is a failed command, which suspends the cache, and recovery begins with {@link refresh}. Therefore the slot table is
 * never older than the last redirection, and the cache is used only while every master answers (ADR 0006).
 */
export class RedisCluster implements RedisTopology {
  private readonly byAddress = new Map<string, RedisPool>();
  private owners: readonly (RedisPool | undefined)[] = [];
  private turn = 0;
  private closed = false;

  /** @param seeds nodes to read the slot table from, in turn with the known masters. */
  constructor(
    private readonly seeds: readonly HostPort[],
    private readonly poolAt: (node: HostPort) => RedisPool,
    private readonly clientTo: (node: HostPort) => Scripted,
  ) {}

  get pools(): readonly RedisPool[] {
    return [...this.byAddress.values()];
  }

  poolOf(shard: string): RedisPool {
    const pool = this.owners[slotOf(shard)];
    if (pool === undefined) throw new StoreUnavailable('No known node of the cluster serves the slot');
    return pool;
  }

  shardOf(pool: RedisPool): string {
    for (let probe = 0; probe < PROBES; probe++) {
      if (this.owners[slotOf(`probe${probe}`)] === pool) return `probe${probe}`;
    }
    throw new StoreUnavailable('The node serves no slot');
  }

  async refresh(): Promise<void> {
    const ranges = await this.readSlots();
    if (this.closed) return;
    const served = ranges.reduce((sum, { from, until }) => sum + until - from, 0);
    if (served !== SLOTS) throw new Error(`${SLOTS - served} slots of the cluster are served by no node`);
    const owners = Array.from<RedisPool>({ length: SLOTS });
    for (const { from, until, master } of ranges) owners.fill(this.poolOn(master), from, until);
    this.owners = owners;
    const present = new Set(owners);
    for (const [address, pool] of this.byAddress) {
      if (present.has(pool)) continue;
      this.byAddress.delete(address);
      void pool.close();
    }
    await Promise.all(this.pools.map(async (pool) => pool.open()));
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.pools.map(async (pool) => pool.close()));
  }

  private poolOn(master: HostPort): RedisPool {
    const address = `${master.host}:${master.port}`;
    const pool = this.byAddress.get(address) ?? this.poolAt(master);
    this.byAddress.set(address, pool);
    return pool;
  }

  /** Starts with another node each time, because a node that is cut off from the others has an outdated table. */
  private async readSlots(): Promise<SlotRange[]> {
    const nodes = [...this.seeds, ...[...this.byAddress.keys()].map(hostAndPort)];
    let lastError: unknown;
    for (const _ of nodes) {
      const node = nodes[this.turn++ % nodes.length];
      try {
        if (node !== undefined) return await this.readSlotsFrom(node);
      } catch (error) {
        lastError = error;
      }
    }
    throw lastError;
  }

  /** @throws the error event of the connection, which says more than the rejected command. */
  private async readSlotsFrom(node: HostPort): Promise<SlotRange[]> {
    const client = this.clientTo(node);
    let connectionError: Error | undefined;
    client.on('error', (error) => (connectionError = error));
    try {
      await client.connect();
      const ranges = await client.cluster('SLOTS');
      return ranges.map(([from, to, [host, port] = ['', node.port]]) => ({
        from,
        until: to + 1,
        // A node that has never been contacted by another does not know its own address.
        master: { host: host || node.host, port },
      }));
    } catch (error) {
      throw connectionError ?? error;
    } finally {
      client.disconnect();
    }
  }
}
