import { randomBytes } from 'node:crypto';
import { ReplyError } from 'ioredis';
import { SECOND_MS } from '../../time/durations.js';
import { StoreUnavailable } from '../entry/cache.errors.js';
import { SharedStore, type StoreChallenge } from '../store/shared-store.js';
import type { Scripted } from './redis.scripts.js';
import { onEachConnection, readEpochs, type RedisTopology } from './redis.topology.js';

const NAME_BYTES = 18;
const ANSWER_LIFE_MS = 5 * SECOND_MS;

/** Proves that instances share their Redis servers: each answer is a key that lives for a few seconds. */
export class RedisProof extends SharedStore {
  /**
   * @param away since when Redis cannot be used, if it cannot.
   * @param failed called if a shard has moved to another server.
   */
  constructor(
    private readonly topology: RedisTopology,
    private readonly namespace: string,
    private readonly away: () => number | undefined,
    private readonly failed: (error: unknown) => void,
  ) {
    super();
  }

  get servers(): string | undefined {
    const names: string[] = [];
    for (const { server } of this.topology.pools) {
      if (server === undefined) return undefined;
      names.push(server);
    }
    return names.length === 0 ? undefined : names.toSorted().join(' ');
  }

  get awaySince(): number | undefined {
    return this.away();
  }

  async challenge(): Promise<StoreChallenge> {
    const name = randomBytes(NAME_BYTES).toString('base64url');
    const { pools } = this.topology;
    const shards = pools.map((pool) => this.topology.shardOf(pool));
    const epochs = await readEpochs(this.topology);
    const answer = async () => {
      const seen = new Set(await this.onEach((client, shard) => client.get(this.key(shard, name))));
      const [found, ...others] = seen;
      // @mutant one-connection-proves-all
      if (found === null || others.length > 0) return undefined;
      // A server that was a replica in between may have received the answer from another server.
      // @mutant replica-may-prove
      if ((await readEpochs(this.topology)) !== epochs) return undefined;
      return found;
    };
    return { name, shards, answer };
  }

  async answer({ name, shards }: Pick<StoreChallenge, 'name' | 'shards'>, answer: string): Promise<void> {
    try {
      await Promise.all(
        shards.map(async (shard) =>
          this.topology
            .poolOf(shard)
            .connectionFor(shard)
            .send((client) => client.cacheAnswer(1, this.key(shard, name), answer, ANSWER_LIFE_MS)),
        ),
      );
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('MOVED')) this.failed(error);
      throw error;
    }
  }

  /** @throws StoreUnavailable if a connection is lost; a refusal of the server as it is */
  private async onEach<Reply>(
    command: (client: Scripted, shard: string) => Promise<Reply>,
  ): Promise<Reply[]> {
    try {
      return await onEachConnection(this.topology, (connection, shard) =>
        connection.send((client) => command(client, shard)),
      );
    } catch (error) {
      if (error instanceof ReplyError) throw error;
      throw new StoreUnavailable('A connection to Redis was lost during a proof', { cause: error });
    }
  }

  private key(shard: string, name: string): string {
    // @mutant proof-without-namespace
    return `${this.namespace}:{${shard}}:proof:${name}`;
  }
}
