import { randomBytes } from 'node:crypto';
import type { Address } from '../entry/address.js';
import { WIDE_TOKEN_LIFE_MS } from '../entry/protocol.constants.js';
import type { TagRef } from '../entry/region.js';
import type { Claim, ClaimRequest, ReadRequest, Snapshot, StoreRequest } from '../store/cache.store.js';
import type { Values } from './read-batches.js';
import { RedisStore } from './redis.store.js';
import { WideTokenLeases, type WideTokens } from './wide-tokens.js';

const NAME_BYTES = 9;

/** In a cluster, wide tokens are in slots of their own: they have commands and a lease of their own (rule 29). */
export class ClusterStore extends RedisStore {
  protected override readonly isOneCommand = false;
  private readonly wideTokens = new WideTokenLeases({
    read: (ref) => this.readWide(ref),
    claim: (ref) => this.claimWide(ref),
  });

  override get wideAgeMs(): number {
    return WideTokenLeases.ageMs;
  }

  override wideSince({ wide = [] }: Pick<Address, 'wide'>, tokens: readonly string[]): number {
    if (wide.length === 0) return Number.POSITIVE_INFINITY;
    return this.wideTokens.since(wide, tokens.slice(-wide.length));
  }

  override read(address: Address, wanted: ReadRequest): Promise<Snapshot> {
    const { wide: refs = [] } = address;
    if (refs.length === 0) return super.read(address, wanted);
    // Both are on their way before either is awaited.
    const wide = this.wideTokens.read(refs);
    const here = super.read(narrow(address), wanted);
    return wide instanceof Promise
      ? Promise.all([here, wide]).then(withWide)
      : here.then((found) => withWide([found, wide]));
  }

  override async claim(address: Address, request: ClaimRequest): Promise<Claim> {
    const { wide: refs = [] } = address;
    if (refs.length === 0) return super.claim(address, request);
    const wide = await this.wideTokens.claim(refs);
    // The load lock is for these wide tokens, too.
    const generation = [request.generation, ...wide.tokens].join(' ');
    const claim = await super.claim(narrow(address), { ...request, generation });
    return { ...claim, tokens: [...claim.tokens, ...(wide.tokens as string[])], wideSentAt: wide.sentAt };
  }

  override store(address: Address, request: StoreRequest): Promise<boolean> {
    const tokens = request.tokens.slice(0, address.tags.length);
    return super.store(narrow(address), { ...request, tokens });
  }

  override release(address: Address, owner: string, tokenLifeMs: number): Promise<void> {
    return super.release(narrow(address), owner, tokenLifeMs);
  }

  override async forget(tags: readonly TagRef[]): Promise<void> {
    await super.forget(tags);
    // @mutant wide-leases-survive-forget
    this.wideTokens.endLeases(performance.now());
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
