import { SECOND_MS } from '../../time/durations.js';
import { SilentSocket } from '../../time/silent-socket.js';
import { withTimeout } from '../../time/timeout.js';
import { storeTimedOut } from '../entry/cache.errors.js';
import { CommandTimeouts, type ReplyHandlers, type SendCommand } from './command-timeouts.js';
import { confirmed, ReadBatches, type Values } from './read-batches.js';
import { isHarmless } from './harmless-errors.js';
import { ReadConfirmation } from './read-confirmation.js';
import { socketTimeoutMs } from './redis.options.js';
import { identifyServer } from './redis.server.js';
import type { Scripted } from './redis.scripts.js';
import { ServerEpoch } from './server-epoch.js';
import { WriteBatches } from './write-batches.js';

const QUIT_WITHIN_MS = 500;
/** From here on, reads of so many keys wait for their turn as scripts do; smaller ones take no time. */
const MANY_KEYS = 64;
/** The cheapest command that a replica refuses and that changes nothing: it waits for no replica. */
const ROLE = (client: Scripted): Promise<number> => client.wait(0, 0);
const DENIED = /NOPERM|unknown command/;
/** Passes the reply or the error on unchanged. */
const UNCHANGED = {
  onReply: <Reply>(reply: Reply): Reply => reply,
  onError: (error: Error): Error => error,
};

/** Sends commands over one connection, and confirms that the server behind it is the primary it was. */
export class RedisConnection {
  private readonly timeouts: CommandTimeouts;
  private readonly reads: ReadBatches;
  private readonly confirmation: ReadConfirmation;
  private readonly writes: WriteBatches;
  private readonly socket: SilentSocket;
  /** What {@link checkServer} found; `undefined` once the connection is closed. */
  server: string | undefined;
  readonly epoch: ServerEpoch;

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
    this.timeouts = new CommandTimeouts(timeoutMs, () => this.socket.received());
    this.epoch = new ServerEpoch((command) => this.behind(command), isClustered, failed);
    this.confirmation = new ReadConfirmation(
      (handlers) => this.timeouts.limit(this.sending(ROLE), handlers, true),
      () => this.epoch.confirm(),
    );
    this.reads = new ReadBatches(
      (keys) =>
        this.timeouts.limit<Values, Values>(
          this.sending((each, hasWaited) => {
            const reply = each.mgetBuffer(keys);
            // A command that waited for its turn follows the confirmation that was meant for it.
            return hasWaited ? confirmed(reply, this.confirmation.confirm()) : reply;
          }),
          UNCHANGED,
          keys.length < MANY_KEYS,
        ),
      () => this.confirmation.confirm(),
    );
    this.writes = new WriteBatches(() => this.reads.send());
    this.socket = new SilentSocket(socketTimeoutMs(timeoutMs), () =>
      client.stream?.destroy(new Error('The server owes a reply and sends nothing')),
    );
    client.on('error', failed);
    client.on('close', () => {
      this.epoch.forget();
      this.server = undefined;
      failed();
    });
    this.watchHandshake();
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
      await withTimeout(QUIT_WITHIN_MS, this.client.quit(), storeTimedOut);
    } catch {
      // The server does not answer; the outstanding replies are abandoned.
    } finally {
      this.client.disconnect();
    }
  }

  /** See {@link CommandTimeouts.isBehind}. */
  get isBehind(): boolean {
    return this.timeouts.isBehind;
  }

  /** Sends one command, ahead of those that wait for their turn. @throws StoreUnavailable if no reply arrives in time. */
  send<Reply>(command: (client: Scripted) => Promise<Reply>): Promise<Reply> {
    return this.sendFor<Reply, Reply>(command, UNCHANGED, true);
  }

  /** Sends one command when it is its turn. Resolves and rejects with the results of the handlers. */
  sendFor<Reply, Result>(
    command: (client: Scripted) => Promise<Reply>,
    handlers: ReplyHandlers<Reply, Result>,
    isUrgent = false,
  ): Promise<Result> {
    this.writes.hold(this.client.stream);
    return this.timeouts.limit(this.sending(command), handlers, isUrgent);
  }

  private sending<Reply>(
    command: (client: Scripted, hasWaited: boolean) => Promise<Reply>,
  ): SendCommand<Reply> {
    return (hasWaited) => {
      // Otherwise the caller has done so.
      if (hasWaited) this.writes.hold(this.client.stream);
      this.socket.sent();
      return command(this.client, hasWaited);
    };
  }

  /** A server that accepts connections but does not answer would hold the handshake of ioredis for ever. */
  private watchHandshake(): void {
    let isOpen = false;
    const opens = (begins: boolean) => {
      if (isOpen === begins) return;
      isOpen = begins;
      if (begins) this.socket.sent();
      else this.socket.received();
    };
    this.client.on('connect', () => opens(true));
    for (const end of ['ready', 'close']) this.client.on(end, () => opens(false));
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
    if (!this.writes.isOpen) this.sendReads();
    return result;
  }

  /**
   * Removes keys. Sent also while the server is unverified, because it can do no harm. @throws StoreUnavailable, UnusableServer
   * unless the server, when it had removed them, was a primary of the known epoch: a replica may be configured to take writes.
   */
  async unlink(keys: readonly string[]): Promise<void> {
    // @mutant replica-accepts-forget
    await Promise.all([
      // @mutant forget-removes-nothing
      this.send((client) => client.unlink(...keys)),
      this.epoch.confirm(),
    ]);
  }

  /** The reads that are waiting and their confirmation, as one write to the socket. */
  private sendReads(): void {
    const { stream } = this.client;
    stream.cork();
    this.reads.send();
    stream.uncork();
  }

  /** Sends one command at once, behind those that were sent before. Unlike {@link send}, it does not make a batch of a read. */
  private behind<Reply>(command: (client: Scripted) => Promise<Reply>): Promise<Reply> {
    return this.timeouts.limit<Reply, Reply>(this.sending(command), UNCHANGED, true);
  }

  /**
   * Runs each script, an MGET and an UNLINK once, on keys of their own: a server may refuse any of them alone. That it is full
   * is no reason to refuse it. @param prefix of all keys of a shard of the server @throws what the server says
   */
  async checkWrites(prefix: string): Promise<void> {
    const keys = ['probe', 'lease:probe', 'tag:own:probe', 'tag:probe'].map((key) => prefix + key);
    const [own, lifeMs] = ['', SECOND_MS];
    try {
      const epoch = this.epoch.at(performance.now()) ?? (await this.epoch.renew());
      const [, , [token]] = await this.send((client) =>
        client.cacheClaimBuffer(keys.length, ...keys, epoch, 'probe', 'probe', lifeMs, lifeMs),
      );
      const stored = [own, own, lifeMs, token ?? '', 'probe'];
      await this.send((client) =>
        client.cacheStore(keys.length, ...keys, epoch, 'probe', lifeMs, lifeMs, ...stored),
      );
      await this.send((client) => client.cacheRelease(keys.length, ...keys, lifeMs, 'probe'));
    } catch (error) {
      if (!isHarmless(error)) throw error;
    }
    await this.send((client) => client.mget(...keys));
    await this.send((client) => client.unlink(...keys));
  }

  /** Finds out what the server can do, and which server a new connection reaches. @throws UnusableServer */
  async checkServer(): Promise<void> {
    this.confirmation.isRoleDenied = await this.send(ROLE).then(
      () => false,
      ({ message }: Error) => DENIED.test(message),
    );
    // Last, so that it belongs to a connection that is open now.
    this.server ??= await identifyServer((command) => this.send(command), this.client.options);
  }
}
