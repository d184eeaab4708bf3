import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Address, ownTag } from '../entry/address.js';
import {
  CacheStore,
  type Claim,
  type ClaimRequest,
  type ReadRequest,
  type Snapshot,
  type StoreRequest,
} from './cache.store.js';
import type { TagRef } from '../entry/region.js';

const MAX_TOKENS = 200_000;

interface Lasting<Value> {
  readonly value: Value;
  readonly until: number;
}

interface LoadLock {
  readonly owner: string;
  readonly stamp: string;
}

/**
 * Store in the memory of one process, which must be the only one that caches (rule 16). Every step is synchronous and so
 * atomic. Eviction only makes entries invalid.
 */
export class MemoryStore extends CacheStore {
  readonly mode = 'memory';
  private readonly epoch = randomBytes(20).toString('hex');
  /** `max` would allocate memory for all of them at once. */
  private readonly tokens = new LRUCache<string, Lasting<string>>({
    maxSize: MAX_TOKENS,
    sizeCalculation: () => 1,
  });
  private readonly locks = new Map<string, Lasting<LoadLock>>();
  private readonly entries: LRUCache<string, Lasting<Buffer>>;
  private minted = 0;

  /** @param maxBytes limit for entries; tokens are limited in number. */
  constructor(readonly maxBytes: number) {
    super();
    this.entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ value }, name) => value.length + name.length + 100,
    });
  }

  /** Bytes of all entries, without the objects around them. */
  get bytes(): number {
    return this.entries.calculatedSize;
  }

  /** Name and size of every entry and token that has not expired, for the operator's pages. */
  *sizes(): Generator<[name: string, bytes: number]> {
    for (const [name, kept] of this.entries.entries()) {
      if (living(kept) !== undefined) yield [name, kept.value.length + name.length];
    }
    for (const [name, kept] of this.tokens.entries()) {
      if (living(kept) !== undefined) yield [name, kept.value.length + name.length];
    }
  }

  async read(address: Address, wanted: ReadRequest): Promise<Snapshot> {
    const id = idOf(address);
    const entryAt = (key: string) => living(this.entries.get(idOf({ ...address, key }))) ?? null;
    return {
      epoch: this.epoch,
      tokens: tokenIds(address).map((token) => living(this.tokens.get(token)) ?? null),
      entry: wanted.entry ? (living(this.entries.get(id)) ?? null) : null,
      ...(wanted.others === undefined ? {} : { others: wanted.others.map(entryAt) }),
      locked: wanted.lock === true && living(this.locks.get(id)) !== undefined,
    };
  }

  async claim(address: Address, request: ClaimRequest): Promise<Claim> {
    const id = idOf(address);
    const tokens = tokenIds(address).map((token) => this.mint(token, request));
    const stamp = [request.generation, ...tokens].join(' ');
    const granted = living(this.locks.get(id))?.stamp !== stamp;
    if (granted) this.locks.set(id, lasting({ owner: request.owner, stamp }, request.lockMs));
    const entry = living(this.entries.get(id)) ?? null;
    return { epoch: this.epoch, granted, tokens, entry, own: this.own(address) };
  }

  async store(address: Address, request: StoreRequest): Promise<boolean> {
    this.dropLock(idOf(address), request.owner);
    const ids = tokenIds(address);
    const unchanged = ids.every((token, index) => living(this.tokens.get(token)) === request.tokens[index]);
    const { renewedOwn, ownLifeMs } = request;
    if (!unchanged || this.own(address) !== request.own) return false;
    const ownId = tokenId(address.shard, ownTag(address));
    if (renewedOwn === undefined) this.keepToken(ownId, ownLifeMs);
    else this.tokens.set(ownId, lasting(renewedOwn, ownLifeMs));
    this.entries.set(idOf(address), lasting(request.payload, request.lifeMs));
    for (const token of ids) this.keepToken(token, request.tokenLifeMs);
    return true;
  }

  async release(address: Address, owner: string, tokenLifeMs: number): Promise<void> {
    this.dropLock(idOf(address), owner);
    const unusedUntil = performance.now() + tokenLifeMs;
    for (const id of tokenIds(address)) {
      const kept = this.tokens.peek(id);
      // @mutant failed-load-leaves-tokens-in-memory
      if (kept?.value.startsWith(`${owner}.`) === true && kept.until <= unusedUntil) this.tokens.delete(id);
    }
  }

  async drop(address: Address, own: string, ownLifeMs: number): Promise<void> {
    this.tokens.set(tokenId(address.shard, ownTag(address)), lasting(own, ownLifeMs));
    this.entries.delete(idOf(address));
  }

  async forget(tags: readonly TagRef[]): Promise<void> {
    for (const { shard, tag } of tags) this.tokens.delete(tokenId(shard, tag));
  }

  private own(address: Address): string | null {
    return living(this.tokens.get(tokenId(address.shard, ownTag(address)))) ?? null;
  }

  private mint(id: string, { owner, tokenLifeMs }: ClaimRequest): string {
    const found = living(this.tokens.get(id));
    if (found !== undefined) {
      this.keepToken(id, 2 * tokenLifeMs);
      return found;
    }
    const token = `${owner}.${(++this.minted).toString(36)}.${this.epoch}`;
    this.tokens.set(id, lasting(token, tokenLifeMs));
    return token;
  }

  /** Nothing shortens the life of a token, since a region with a longer TTL may use it too. */
  private keepToken(id: string, lifeMs: number): void {
    const kept = this.tokens.get(id);
    if (kept === undefined) return;
    const renewed = lasting(kept.value, lifeMs);
    if (kept.until < renewed.until) this.tokens.set(id, renewed);
  }

  private dropLock(id: string, owner: string): void {
    if (this.locks.get(id)?.value.owner === owner) this.locks.delete(id);
  }
}

function idOf({ shard, key }: Address): string {
  return `{${shard}}:${key}`;
}

function tokenId(shard: string, tag: string): string {
  return `{${shard}}:tag:${tag}`;
}

/** Ids of all tokens of the address, those of wide tags last. */
function tokenIds({ shard, tags, wide = [] }: Address): string[] {
  return [...tags.map((tag) => tokenId(shard, tag)), ...wide.map((ref) => tokenId(ref.shard, ref.tag))];
}

function lasting<Value>(value: Value, lifeMs: number): Lasting<Value> {
  return { value, until: performance.now() + lifeMs };
}

function living<Value>(kept: Lasting<Value> | undefined): Value | undefined {
  return kept !== undefined && kept.until > performance.now() ? kept.value : undefined;
}
