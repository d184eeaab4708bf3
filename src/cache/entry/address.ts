import { hash } from 'node:crypto';
import { InvalidCacheName } from './cache.errors.js';
import { checkedKey, checkedName, type Region, type TagRef } from './region.js';

/** All tags are sent with every command, and an entry that depends on more could hardly ever be a hit. */
const MAX_TAGS = 1000;

/** The place of an entry in the store, and the tags it depends on: at least one in its own shard, and those of other shards. */
export interface Address {
  readonly shard: string;
  readonly key: string;
  readonly tags: readonly string[];
  /** Tags of other shards (rule 28); none by default. Lists of tokens have theirs last. */
  readonly wide?: readonly TagRef[];
}

/**
 * The tag of one entry alone. Its token is missing until the entry is refreshed, and is another one after each refresh (rule 27).
 * No region can name such a tag.
 */
export const ownTag = ({ key }: Pick<Address, 'key'>): string => `entry=${key}`;

/**
 * Shard and key of a call. The tags are computed at their first use, since an L1 hit needs none. A region that cannot name
 * the call fails no read: such an address has a {@link problem} and must not be used with a store.
 */
export class CallAddress implements Address {
  readonly shard: string = '';
  readonly key: string = '';
  /** Unique across all regions. */
  readonly id: string;
  private named: Tags | undefined;
  private invalid: InvalidCacheName | undefined;

  constructor(
    readonly region: Region<unknown[]>,
    readonly args: readonly unknown[],
  ) {
    let shard: unknown;
    let key: unknown;
    try {
      shard = region.shard(...args);
      key = region.key(...args);
      this.shard = checkedName(region.name, 'shard', shard);
      this.key = checkedKey(region, key);
      this.id = `{${this.shard}}:${this.key}`;
    } catch (error) {
      this.reject(error);
      this.id = `? ${region.name} ${unnamedId(shard, key)}`;
    }
  }

  /** Why the store cannot hold an entry of this call, if it cannot. Computes the tags. */
  get problem(): InvalidCacheName | undefined {
    if (this.named === undefined && this.invalid === undefined) this.nameTags();
    return this.invalid;
  }

  /** None if the address has a {@link problem}. */
  get tags(): readonly string[] {
    if (this.named === undefined && this.invalid === undefined) this.nameTags();
    return this.named?.tags ?? [];
  }

  /** As {@link tags}. */
  get wide(): readonly TagRef[] {
    if (this.named === undefined && this.invalid === undefined) this.nameTags();
    return this.named?.wide ?? [];
  }

  /** Whether the call still leads to the same entry and tags. */
  get isStable(): boolean {
    if (this.invalid !== undefined) return true;
    const now = new CallAddress(this.region, this.args);
    return now.id === this.id && (this.named === undefined || isEqual(this.named, now));
  }

  private nameTags(): void {
    const { name, tags, wide } = this.region;
    try {
      const named = new Set(tags(...this.args).map((tag) => checkedName(name, 'tag', tag)));
      if (named.size === 0)
        throw new InvalidCacheName(`${name}: an entry without tags could never be forgotten`);
      if (named.size > MAX_TAGS)
        throw new InvalidCacheName(
          `${name}: an entry has at most ${MAX_TAGS} tags, but this has ${named.size}`,
        );
      this.named = { tags: [...named], wide: wide?.(...this.args).map((ref) => checkedRef(name, ref)) ?? [] };
    } catch (error) {
      this.reject(error);
    }
  }

  private reject(error: unknown): void {
    this.invalid =
      error instanceof InvalidCacheName
        ? error
        : new InvalidCacheName(`${this.region.name}: its declaration throws for some arguments`, {
            cause: error,
          });
  }
}

function checkedRef(owner: string, { shard, tag }: TagRef): TagRef {
  return { shard: checkedName(owner, 'shard', shard), tag: checkedName(owner, 'tag', tag) };
}

type Tags = Required<Pick<Address, 'tags' | 'wide'>>;

function isEqual(one: Tags, other: Tags): boolean {
  const namesOf = ({ tags, wide }: Tags) => [...tags, '', ...wide.flatMap(({ shard, tag }) => [shard, tag])];
  return namesOf(one).join(' ') === namesOf(other).join(' ');
}

let unnamed = 0;

/** Equal for calls with the same names, however long these are; else every call has its own, so that none shares a load. */
function unnamedId(shard: unknown, key: unknown): string {
  return typeof shard === 'string' && typeof key === 'string'
    ? hash('sha256', JSON.stringify([shard, key]), 'base64url')
    : String(unnamed++);
}
