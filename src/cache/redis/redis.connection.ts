import { SECOND_MS } from '../../time/durations.js';
import { StoreUnavailable, UnusableServer } from '../entry/cache.errors.js';
import { withTimeout } from '../store/timeout.js';
import { CommandTimeouts, type ReplyHandlers } from './command-timeouts.js';
import { ReadBatches, type Values } from './read-batches.js';
import type { Scripted } from './redis.scripts.js';
import { WriteBatches } from './write-batches.js';

const OLDEST_MAJOR = 6;
/** The epoch is read every second; a value older than this is unreliable, because the process may have been frozen. */
const EPOCH_LIFE_MS = 2 * SECOND_MS;
const QUIT_WITHIN_MS = 500;
/** Passes the reply or the error on unchanged. */
const UNCHANGED = {
  onReply: <Reply>(reply: Reply): Reply => reply,
  onError: (error: Error): Error => error,
};

/**
 * Sends commands over one connection, and knows the epoch of the server behind it (rule 13). The epoch is known only while
 * the connection lives, and only if the server reports that it is a primary.
 */
export class RedisConnection {
  private readonly timeouts: CommandTimeouts;
  private readonly reads: ReadBatches;
  private readonly writes: WriteBatches;
  private known: { readonly epoch: string; readonly requestedAt: number } | undefined;

  /**
   * @param timeoutMs time limit of each command.
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
      this.timeouts.limit<Values, Values>(client.mgetBuffer(keys), UNCHANGED),
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
   * Connects the first time, and again after ioredis has given up for good: it does so when no Sentinel answers, or when
   * one reports a failover during the connection attempt. Never throws; errors go to `failed`.
   */
  async open(): Promise<void> {
    const { status } = this.client;
    if (status === 'wait' || status === 'end') await this.client.connect().catch(() => undefined);
  }

  /** Waits briefly for the replies to commands in flight, then disconnects. */
  async close(): Promise<void> {
    try {
      this.reads.send();
      await withTimeout(QUIT_WITHIN_MS, this.client.quit());
    } catch {
      // The server does not answer; the outstanding replies are abandoned.
    } finally {
      this.client.disconnect();
    }
  }

  /** The server's epoch. @throws StoreUnavailable while it is unknown, or was last read too long ago. */
  epochAt(now: number): string {
    if (this.known === undefined || now - this.known.requestedAt > EPOCH_LIFE_MS) {
      throw new StoreUnavailable('Redis is not connected, or is not a primary');
    }
    return this.known.epoch;
  }

  /** Sends one command. @throws StoreUnavailable if no reply arrives in time. */
  send<Reply>(command: (client: Scripted) => Promise<Reply>): Promise<Reply> {
    return this.sendFor<Reply, Reply>(command, UNCHANGED);
  }

  /** Like {@link send}, but resolves and rejects with the results of the handlers. */
  sendFor<Reply, Result>(
    command: (client: Scripted) => Promise<Reply>,
    handlers: ReplyHandlers<Reply, Result>,
  ): Promise<Result> {
    this.writes.hold(this.client.stream);
    return this.timeouts.limit(command(this.client), handlers);
  }

  /**
   * Reads keys of a shard atomically. All reads of one turn of the event loop share one command.
   * @param id see {@link ReadBatches.read}.
   */
  read<Result>(
    shard: string,
    id: string | null,
    keys: readonly string[],
    handlers: ReplyHandlers<Values, Result>,
  ): Promise<Result> {
    this.writes.hold(this.client.stream);
    // In a cluster, all keys of a command must be in one slot.
    const result = this.reads.read(this.isClustered ? shard : '', id, keys, handlers);
    if (!this.writes.isOpen) this.reads.send();
    return result;
  }

  /** Reads the server's epoch. @throws UnusableServer if it is a replica, or any error of the connection. */
  async identify(): Promise<string> {
    const requestedAt = performance.now();
    try {
      const info = await this.send(async (client) => client.info('replication'));
      const history = /^master_replid:([0-9a-f]{40})/m.exec(info)?.[1];
      if (history === undefined || !/^role:master/m.test(info)) {
        throw new UnusableServer('Redis is a replica: writes must go to the primary');
      }
      // @mutant moved-slot-keeps-epoch
      const epoch = this.isClustered ? `${history}.${await this.configEpoch()}` : history;
      this.known = { epoch, requestedAt };
      return epoch;
    } catch (error) {
      this.known = undefined;
      throw error;
    }
  }

  /** Changes when the node receives a slot: keys left over from an earlier time with that slot are outdated (ADR 0006). */
  private async configEpoch(): Promise<string> {
    const info = await this.send(async (client) => client.cluster('INFO'));
    return /^cluster_my_epoch:(\d+)/m.exec(info)?.[1] ?? 'unknown';
  }

  /** @throws UnusableServer if the server is too old for the scripts. */
  async checkVersion(): Promise<void> {
    const info = await this.send(async (client) => client.info('server'));
    const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
    if (!(Number.parseInt(version, 10) >= OLDEST_MAJOR)) {
      throw new UnusableServer(`Redis ${version} is too old: ${OLDEST_MAJOR}.0 or newer is needed`);
    }
  }
}
