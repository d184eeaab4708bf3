import { StoreUnavailable } from '../entry/cache.errors.js';
import { type HostPort, hostAndPort } from './redis.options.js';
import type { RedisPool } from './redis.pool.js';
import type { Scripted } from './redis.scripts.js';
import { SLOTS, slotOf } from './redis.slot.js';
import type { RedisTopology } from './redis.topology.js';

/** Slots and their master, as CLUSTER SLOTS tells it (https://redis.io/docs/latest/commands/cluster-slots/). */
interface SlotRange {
  readonly from: number;
  readonly until: number;
  readonly master: HostPort;
}

const PROBES = 2 ** 20;

/**
 * The masters of a Redis Cluster, each with connections and an epoch of its own. Redirections are not followed: MOVED is a
 * failed command, which suspends the cache, and the way back begins with {@link refresh}. So the table of slots is as old
 * as the last redirection at most, and the cache is used only while every master answers (ADR 0006).
 */
export class RedisCluster implements RedisTopology {
  private readonly byAddress = new Map<string, RedisPool>();
  private owners: readonly (RedisPool | undefined)[] = [];
  private turn = 0;
  private closed = false;

  /** @param seeds asked who the masters are, in turn with the masters that are known. */
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
    if (pool === undefined) throw new StoreUnavailable('No node is known to have the slot');
    return pool;
  }

  shardOf(pool: RedisPool): string {
    for (let probe = 0; probe < PROBES; probe++) {
      if (this.owners[slotOf(`probe${probe}`)] === pool) return `probe${probe}`;
    }
    throw new StoreUnavailable('The node has no slot');
  }

  async refresh(): Promise<void> {
    const ranges = await this.askAny();
    if (this.closed) return;
    const served = ranges.reduce((sum, { from, until }) => sum + until - from, 0);
    if (served !== SLOTS) throw new Error(`${SLOTS - served} slots of the cluster have no node`);
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

  /** Another node each time: one that is cut off from the others does not know what has become of them. */
  private async askAny(): Promise<SlotRange[]> {
    const nodes = [...this.seeds, ...[...this.byAddress.keys()].map(hostAndPort)];
    let refusal: unknown;
    for (const _ of nodes) {
      const node = nodes[this.turn++ % nodes.length];
      try {
        if (node !== undefined) return await this.ask(node);
      } catch (error) {
        refusal = error;
      }
    }
    throw refusal;
  }

  /** @throws what the connection said before it closed. */
  private async ask(node: HostPort): Promise<SlotRange[]> {
    const client = this.clientTo(node);
    let said: Error | undefined;
    client.on('error', (error) => (said = error));
    try {
      await client.connect();
      const ranges = await client.cluster('SLOTS');
      return ranges.map(([from, to, [host, port] = ['', node.port]]) => ({
        from,
        until: to + 1,
        // A node that has not met another does not know its own address.
        master: { host: host || node.host, port },
      }));
    } catch (error) {
      throw said ?? error;
    } finally {
      client.disconnect();
    }
  }
}
