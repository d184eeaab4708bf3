import { randomBytes } from 'node:crypto';
import { type Address, ownTag } from '../entry/address.js';
import { WIDE_TOKEN_LIFE_MS } from '../entry/protocol.constants.js';
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
import { WideTokenLeases, type WideTokens } from './wide-tokens.js';

const NAME_BYTES = 9;
/** Redis serves nothing else while it runs one command. */
const MOST_KEYS = 1000;

/**
 * Keeps entries, tokens and load locks in Redis. All keys of a shard begin with `<namespace>:{<shard>}:`. On a single primary a
 * command reads and checks wide tokens together with all others; in a cluster they are in other slots, and have commands and a
 * lease of their own (rule 29).
 */
export class RedisStore extends CacheStore {
  readonly mode = 'redis';
  private readonly elsewhere: WideTokenLeases | undefined;

  /** @param failed called for every command that gets no reply, or an error that shows that the server is unusable. */
  constructor(
    private readonly topology: RedisTopology,
    private readonly namespace: string,
    private readonly metrics: CacheMetrics,
    private readonly failed: (error: unknown) => void,
    isClustered: boolean,
  ) {
    super();
    if (!isClustered) return;
    this.elsewhere = new WideTokenLeases({
      read: (ref) => this.readWide(ref),
      claim: (ref) => this.claimWide(ref),
    });
  }

  override get isBehind(): boolean {
    return this.topology.pools.some(({ isBehind }) => isBehind);
  }

  override get wideAgeMs(): number {
    return this.elsewhere === undefined ? 0 : WideTokenLeases.ageMs;
  }

  override wideSince({ wide = [] }: Pick<Address, 'wide'>, tokens: readonly string[]): number {
    if (this.elsewhere === undefined || wide.length === 0) return Number.POSITIVE_INFINITY;
    return this.elsewhere.since(wide, tokens.slice(-wide.length));
  }

  read(address: Address, wanted: ReadRequest): Promise<Snapshot> {
    const { wide: refs = [] } = address;
    if (this.elsewhere === undefined || refs.length === 0) return this.readHere(address, wanted);
    // Both are on their way before either is awaited.
    const wide = this.elsewhere.read(refs);
    const here = this.readHere(narrow(address), wanted);
    return wide instanceof Promise
      ? Promise.all([here, wide]).then(withWide)
      : here.then((found) => withWide([found, wide]));
  }

  private readHere(address: Address, wanted: ReadRequest): Promise<Snapshot> {
    const keys = this.tagKeys(address);
    const tags = keys.length;
    if (wanted.entry) keys.push(this.entryKey(address));
    const others = keys.length;
    for (const key of wanted.others ?? []) keys.push(this.entryKey({ ...address, key }));
    const last = keys.length;
    if (wanted.lock) keys.push(this.lockKey(address));
    // Only plain reads of an entry share a reply: a reader that polls the load lock reads more keys.
    const id = wanted.entry && !wanted.lock ? (keys[tags] ?? null) : null;
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

  async claim(address: Address, request: ClaimRequest): Promise<Claim> {
    const { wide: refs = [] } = address;
    if (this.elsewhere === undefined || refs.length === 0) return this.claimHere(address, request);
    const wide = await this.elsewhere.claim(refs);
    // The load lock is for these wide tokens, too.
    const generation = [request.generation, ...wide.tokens].join(' ');
    const claim = await this.claimHere(narrow(address), { ...request, generation });
    return { ...claim, tokens: [...claim.tokens, ...(wide.tokens as string[])], wideSentAt: wide.sentAt };
  }

  private claimHere(address: Address, request: ClaimRequest): Promise<Claim> {
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
    const here = this.here(address);
    const { epoch, owner, payload, lifeMs, tokenLifeMs } = request;
    const tokens = request.tokens.slice(0, here.tags.length + (here.wide?.length ?? 0));
    const { own, renewedOwn, ownLifeMs } = request;
    const keys = this.keys(here);
    const owns = [own ?? '', renewedOwn ?? '', ownLifeMs];
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
          ...tokens,
          owner,
        ),
      (written) => written === 1,
    );
  }

  release(address: Address, owner: string, tokenLifeMs: number): Promise<void> {
    const keys = [this.entryKey(address), this.lockKey(address), ...this.tagKeys(this.here(address))];
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
      // @mutant forget-one-shard
      await Promise.all([...this.unlinks(tags)].map(async ([connection, keys]) => connection.unlink(keys)));
    } catch (error) {
      throw this.failure('forget', sentAt, error);
    }
    // @mutant wide-leases-survive-forget
    this.elsewhere?.endLeases(performance.now());
    this.metrics.store.forget.observe(performance.now() - sentAt);
  }

  /** The commands of a FORGET: of one slot in a cluster, else of as many keys as a command should have. */
  private unlinks(tags: readonly TagRef[]): (readonly [RedisConnection, string[]])[] {
    const open = new Map<RedisConnection | string, string[]>();
    const all: (readonly [RedisConnection, string[]])[] = [];
    for (const { shard, tag } of tags) {
      const connection = this.topology.poolOf(shard).connectionFor(shard);
      const group = this.elsewhere === undefined ? connection : shard;
      let keys = open.get(group);
      if (keys === undefined || keys.length >= MOST_KEYS) {
        keys = [];
        open.set(group, keys);
        all.push([connection, keys]);
      }
      keys.push(this.tagKey(shard, tag));
    }
    return all;
  }

  /** The token of a wide tag, with the epoch of the server that keeps it (rule 28). */
  private readWide({ shard, tag }: TagRef): Promise<string | null> {
    const key = this.tagKey(shard, tag);
    return this.run<Values, string | null>(
      'read',
      { shard, key },
      (connection, _, handlers) => connection.read(shard, key, [key], handlers),
      ([token], epoch) => (token ? located(token.toString('latin1'), epoch) : null),
    );
  }

  private claimWide({ shard, tag }: TagRef): Promise<string> {
    const key = this.tagKey(shard, tag);
    const name = randomBytes(NAME_BYTES).toString('base64url');
    return this.command<string, string>(
      'claim',
      { shard, key },
      (client, epoch) => client.cacheClaimWide(1, key, epoch, name, WIDE_TOKEN_LIFE_MS),
      located,
    );
  }

  private command<Raw, Reply>(
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
  private run<Raw, Reply>(
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

  private tagKey(shard: string, tag: string): string {
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

  /** The address without tags that other servers may keep. */
  private here(address: Address): Address {
    return this.elsewhere === undefined ? address : narrow(address);
  }
}

/** The address without its wide tags. Its members may be getters, so it is not spread. */
function narrow({ shard, key, tags }: Address): Address {
  return { shard, key, tags };
}

// @mutant wide-token-without-epoch
const located = (token: string, epoch: string): string => `${token}@${epoch}`;

function withWide([found, { tokens, sentAt }]: readonly [Snapshot, WideTokens]): Snapshot {
  return { ...found, tokens: [...found.tokens, ...tokens], wideSentAt: sentAt };
}
