import { type Address, ownTag } from '../entry/address.js';
import { StoreUnavailable } from '../entry/cache.errors.js';
import type { CacheMetrics, StoreCommand } from '../measure/cache.metrics.js';
import {
  CacheStore,
  type Claim,
  type ClaimRequest,
  type ReadRequest,
  type Snapshot,
  type StoreRequest,
} from '../store/cache.store.js';
import type { ReplyHandlers } from './command-timeouts.js';
import { isHarmless } from './harmless-errors.js';
import type { Values } from './read-batches.js';
import type { RedisConnection } from './redis.connection.js';
import type { ClaimReply, Scripted } from './redis.scripts.js';
import type { RedisTopology } from './redis.topology.js';
import type { TagRef } from '../entry/region.js';

/** Redis serves nothing else while it runs one command. */
const MOST_KEYS = 1000;

/**
 * Keeps entries, tokens and load locks in Redis. All keys of a shard begin with `<namespace>:{<shard>}:`. A command reads and checks
 * wide tokens together with all others.
 */
export class RedisStore extends CacheStore {
  readonly mode = 'redis';
  /** Whether one command may have keys of several shards of a connection. */
  protected readonly isOneCommand: boolean = true;

  /** @param failed called for every command that gets no reply, or an error that shows that the server is unusable. */
  constructor(
    private readonly topology: RedisTopology,
    private readonly namespace: string,
    private readonly metrics: CacheMetrics,
    private readonly failed: (error: unknown) => void,
  ) {
    super();
  }

  override get isBehind(): boolean {
    return this.topology.pools.some(({ isBehind }) => isBehind);
  }

  read(address: Address, wanted: ReadRequest): Promise<Snapshot> {
    const keys = this.tagKeys(address);
    const tags = keys.length;
    if (wanted.entry) keys.push(this.entryKey(address));
    const others = keys.length;
    for (const key of wanted.others ?? []) keys.push(this.entryKey({ ...address, key }));
    const last = keys.length;
    if (wanted.lock) keys.push(this.lockKey(address));
    // Only plain reads of an entry share a reply: a reader that polls the load lock reads more keys, an inspection without the tags fewer.
    const isPlain = wanted.entry === true && !wanted.lock && tags > 0;
    const id = isPlain ? (keys[tags] ?? null) : null;
    return this.run<Values, Snapshot>(
      'read',
      address,
      (connection, _, handlers) => connection.read(address.shard, id, keys, handlers),
      (found, epoch) => ({
        epoch,
        tokens: found.slice(0, tags).map((token) => token?.toString('latin1') ?? null),
        entry: wanted.entry ? (found[tags] ?? null) : null,
        ...(wanted.others === undefined ? {} : { others: found.slice(others, last) }),
        locked: wanted.lock === true && found.at(-1) !== null,
      }),
    );
  }

  claim(address: Address, request: ClaimRequest): Promise<Claim> {
    const keys = this.keys(address);
    const { generation, owner, tokenLifeMs, lockMs } = request;
    return this.command<ClaimReply, Claim>(
      'claim',
      address,
      (client, epoch) =>
        client.cacheClaimBuffer(keys.length, ...keys, epoch, generation, owner, tokenLifeMs, lockMs),
      ([granted, entry, tokens, own], epoch) => ({
        epoch,
        granted: granted === 1,
        entry,
        tokens: tokens.map((token) => token.toString('latin1')),
        own: own?.toString('latin1') ?? null,
      }),
    );
  }

  store(address: Address, request: StoreRequest): Promise<boolean> {
    const { epoch, owner, payload, lifeMs, tokenLifeMs, tokens } = request;
    const { own, renewedOwn, ownLifeMs } = request;
    const keys = this.keys(address);
    const owns = [bytesOf(own ?? ''), renewedOwn ?? '', ownLifeMs];
    return this.command<number, boolean>(
      'store',
      address,
      (client) =>
        client.cacheStore(
          keys.length,
          ...keys,
          epoch,
          payload,
          lifeMs,
          tokenLifeMs,
          ...owns,
          ...tokens.map(bytesOf),
          owner,
        ),
      (written) => written === 1,
    );
  }

  release(address: Address, owner: string, tokenLifeMs: number): Promise<void> {
    const keys = [this.entryKey(address), this.lockKey(address), ...this.tagKeys(address)];
    return this.command<number, void>(
      'release',
      address,
      (client) => client.cacheRelease(keys.length, ...keys, tokenLifeMs, owner),
      () => undefined,
      true,
    );
  }

  drop(address: Address, own: string, ownLifeMs: number): Promise<void> {
    const keys = [this.entryKey(address), this.tagKey(address.shard, ownTag(address))];
    return this.command<number, void>(
      'store',
      address,
      (client) => client.cacheDrop(keys.length, ...keys, own, ownLifeMs),
      () => undefined,
    );
  }

  /**
   * Sends the FORGET even while the server of a connection is unverified, because it can do no harm. It counts as accepted
   * only if the server is known to be the primary.
   */
  async forget(tags: readonly TagRef[]): Promise<void> {
    const sentAt = performance.now();
    try {
      await Promise.all([...this.unlinks(tags)].map(async ([connection, keys]) => connection.unlink(keys)));
    } catch (error) {
      throw this.failure('forget', sentAt, error);
    }
    this.metrics.store.forget.observe(performance.now() - sentAt);
  }

  /** The commands of a FORGET: of one slot in a cluster, else of as many keys as a command should have. */
  private unlinks(tags: readonly TagRef[]): (readonly [RedisConnection, string[]])[] {
    const open = new Map<RedisConnection | string, string[]>();
    const all: (readonly [RedisConnection, string[]])[] = [];
    for (const { shard, tag } of tags) {
      const connection = this.topology.poolOf(shard).connectionFor(shard);
      const group = this.isOneCommand ? connection : shard;
      let keys = open.get(group);
      if (keys === undefined || keys.length >= MOST_KEYS) {
        keys = [];
        open.set(group, keys);
        all.push([connection, keys]);
      }
      keys.push(this.tagKey(shard, tag));
    }
    // @mutant forget-one-shard
    return all;
  }

  protected command<Raw, Reply>(
    name: StoreCommand,
    address: Pick<Address, 'shard' | 'key'>,
    send: (client: Scripted, epoch: string) => Promise<Raw>,
    onReply: (raw: Raw, epoch: string) => Reply,
    isUrgent = false,
  ): Promise<Reply> {
    return this.run<Raw, Reply>(
      name,
      address,
      (connection, epoch, handlers) =>
        connection.sendFor((client) => send(client, epoch), handlers, isUrgent),
      onReply,
    );
  }

  /**
   * Runs a command whose reply is valid only if the server still has the epoch in which the command was sent. An epoch that
   * is too old to be used, because this process was paused, is read again first. Not async, because each further promise makes
   * a hit slower.
   */
  protected run<Raw, Reply>(
    command: StoreCommand,
    { shard, key }: Pick<Address, 'shard' | 'key'>,
    send: (connection: RedisConnection, epoch: string, handlers: ReplyHandlers<Raw, Reply>) => Promise<Reply>,
    onReply: (raw: Raw, epoch: string) => Reply,
  ): Promise<Reply> {
    const sentAt = performance.now();
    let connection: RedisConnection;
    let known: string | undefined;
    try {
      connection = this.topology.poolOf(shard).connectionFor(key);
      known = connection.epoch.at(sentAt);
    } catch (error) {
      return Promise.reject(error);
    }
    const sendIn = (epoch: string) =>
      send(connection, epoch, {
        onReply: (raw) => {
          const now = performance.now();
          this.metrics.store[command].observe(now - sentAt);
          const confirmed = (current: string) => {
            if (current !== epoch) throw new StoreUnavailable('The epoch of Redis changed');
            return onReply(raw, epoch);
          };
          const current = connection.epoch.at(now);
          return current === undefined ? connection.epoch.renew().then(confirmed) : confirmed(current);
        },
        onError: (error) => this.failure(command, sentAt, error),
      });
    return known === undefined ? connection.epoch.renew().then(sendIn) : sendIn(known);
  }

  /** Records a failed command, reports it to the supervisor unless it is harmless, and returns the error for the caller. */
  private failure(command: StoreCommand, sentAt: number, error: unknown): StoreUnavailable {
    this.metrics.store[command].observe(performance.now() - sentAt);
    // @mutant failed-command-suspends-nothing
    if (!isHarmless(error)) this.failed(error);
    return new StoreUnavailable(`The Redis command failed: ${command}`, { cause: error });
  }

  private entryKey({ shard, key }: Address): string {
    return `${this.namespace}:{${shard}}:${key}`;
  }

  /** The key of the load lock. Its prefix, `lease:`, is an older name of that lock, kept because it is on the wire. */
  private lockKey({ shard, key }: Address): string {
    return `${this.namespace}:{${shard}}:lease:${key}`;
  }

  protected tagKey(shard: string, tag: string): string {
    return `${this.namespace}:{${shard}}:tag:${tag}`;
  }

  /** As CLAIM and STORE want them. */
  private keys(address: Address): string[] {
    const own = this.tagKey(address.shard, ownTag(address));
    return [this.entryKey(address), this.lockKey(address), own, ...this.tagKeys(address)];
  }

  private tagKeys({ shard, tags, wide = [] }: Address): string[] {
    const keys = tags.map((tag) => this.tagKey(shard, tag));
    for (const ref of wide) keys.push(this.tagKey(ref.shard, ref.tag));
    return keys;
  }
}

/** A token as it was read: what another program wrote in its place has other bytes in UTF-8, and would never be equal. */
function bytesOf(token: string): Buffer {
  return Buffer.from(token, 'latin1');
}
