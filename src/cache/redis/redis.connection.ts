import { SECOND_MS } from '../../time/durations.js';
import { StoreUnavailable, UnusableServer } from '../entry/cache.errors.js';
import { withTimeout } from '../store/timeout.js';
import { CommandTimeouts, type ReplyHandlers } from './command-timeouts.js';
import { ReadBatches, type Values } from './read-batches.js';
import type { Scripted } from './redis.scripts.js';
import { WriteBatches } from './write-batches.js';

const OLDEST_MAJOR = 6;
/** The epoch is read every second; an older value is unreliable, because the process may have been frozen. */
const EPOCH_LIFE_MS = 2 * SECOND_MS;
const QUIT_WITHIN_MS = 500;
const AS_IT_IS = {
  onReply: <Reply>(reply: Reply): Reply => reply,
  onError: (error: Error): Error => error,
};

/**
 * One connection and the epoch of the server behind it (rule 13): known only while the connection lives, and only if the
 * server said that it is a primary.
 */
export class RedisConnection {
  private readonly timeouts: CommandTimeouts;
  private readonly reads: ReadBatches;
  private readonly writes: WriteBatches;
  private known: { readonly epoch: string; readonly askedAt: number } | undefined;

  /**
   * @param timeoutMs how long a command may take.
   * @param failed called with every error of the connection, and without an error when it closes.
   */
  constructor(
    readonly client: Scripted,
    private readonly isClustered: boolean,
    timeoutMs: number,
    failed: (error?: Error) => void,
  ) {
    this.timeouts = new CommandTimeouts(timeoutMs);
    this.reads = new ReadBatches(async (keys) =>
      this.timeouts.limit<Values, Values>(client.mgetBuffer(keys), AS_IT_IS),
    );
    this.writes = new WriteBatches(() => this.reads.send());
    client.on('error', failed);
    client.on('close', () => {
      this.known = undefined;
      failed();
    });
  }

  get ready(): boolean {
    return this.client.status === 'ready';
  }

  /**
   * Connects at first, and again what ioredis has given up for good: so it does when no Sentinel answers, or one tells of
   * a failover while it connects. Never throws; errors go to `failed`.
   */
  async open(): Promise<void> {
    const { status } = this.client;
    if (status === 'wait' || status === 'end') await this.client.connect().catch(() => undefined);
  }

  /** Lets what is in flight be answered, but not for long. */
  async close(): Promise<void> {
    try {
      this.reads.send();
      await withTimeout(QUIT_WITHIN_MS, this.client.quit());
    } catch {
      // It does not answer: what it owes is given up.
    } finally {
      this.client.disconnect();
    }
  }

  /** @throws StoreUnavailable while it is not known, or was not asked for lately. */
  epochAt(now: number): string {
    if (this.known === undefined || now - this.known.askedAt > EPOCH_LIFE_MS) {
      throw new StoreUnavailable('Redis is not connected, or is no primary');
    }
    return this.known.epoch;
  }

  /** Sends one command. @throws StoreUnavailable when it is not answered in time. */
  send<Reply>(command: (client: Scripted) => Promise<Reply>): Promise<Reply> {
    return this.sendFor<Reply, Reply>(command, AS_IT_IS);
  }

  /** As {@link send}, but resolves or rejects as the handlers say. */
  sendFor<Reply, Result>(
    command: (client: Scripted) => Promise<Reply>,
    handlers: ReplyHandlers<Reply, Result>,
  ): Promise<Result> {
    this.writes.hold(this.client.stream);
    return this.timeouts.limit(command(this.client), handlers);
  }

  /**
   * What is under the keys of a shard, all at one moment, together with what else is read in this turn of the event loop.
   * @param id see {@link ReadBatches.read}.
   */
  read<Result>(
    shard: string,
    id: string | null,
    keys: readonly string[],
    handlers: ReplyHandlers<Values, Result>,
  ): Promise<Result> {
    this.writes.hold(this.client.stream);
    // One command to a cluster can only name keys of one slot.
    const result = this.reads.read(this.isClustered ? shard : '', id, keys, handlers);
    if (!this.writes.isOpen) this.reads.send();
    return result;
  }

  /** Asks the server who it is. @throws UnusableServer, or whatever the connection throws. */
  async identify(): Promise<string> {
    const askedAt = performance.now();
    try {
      const info = await this.send(async (client) => client.info('replication'));
      const history = /^master_replid:([0-9a-f]{40})/m.exec(info)?.[1];
      if (history === undefined || !/^role:master/m.test(info)) {
        throw new UnusableServer('Redis is a replica: writes must go to the primary');
      }
      // @mutant moved-slot-keeps-epoch
      const epoch = this.isClustered ? `${history}.${await this.configEpoch()}` : history;
      this.known = { epoch, askedAt };
      return epoch;
    } catch (error) {
      this.known = undefined;
      throw error;
    }
  }

  /** Changes when a slot comes to the node: keys that were left behind when it went are of another history (ADR 0006). */
  private async configEpoch(): Promise<string> {
    const info = await this.send(async (client) => client.cluster('INFO'));
    return /^cluster_my_epoch:(\d+)/m.exec(info)?.[1] ?? 'unknown';
  }

  /** @throws UnusableServer when the server lacks what the scripts need. */
  async checkVersion(): Promise<void> {
    const info = await this.send(async (client) => client.info('server'));
    const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
    if (!(Number.parseInt(version, 10) >= OLDEST_MAJOR)) {
      throw new UnusableServer(`Redis ${version} is too old: ${OLDEST_MAJOR}.0 or newer is needed`);
    }
  }
}
