import { InvalidCacheName } from './cache.errors.js';
import { checkedName, type Region } from './region.js';

/** Where an entry is kept, and the tags it depends on, at least one; all in one shard. */
export interface Address {
  readonly shard: string;
  readonly key: string;
  readonly tags: readonly string[];
}

/** A region's call by its shard and key; the tags are named only when somebody asks, since an L1 hit needs none. */
export class CallAddress implements Address {
  readonly shard: string;
  readonly key: string;
  /** Unique among all entries of all regions. */
  readonly id: string;
  private named: readonly string[] | undefined;

  /** @throws InvalidCacheName */
  constructor(
    private readonly region: Region<unknown[]>,
    readonly args: readonly unknown[],
  ) {
    this.shard = checkedName(region.name, 'shard', region.shard(...args));
    this.key = checkedName(region.name, 'key', region.key(...args));
    this.id = `{${this.shard}}:${this.key}`;
  }

  /** At least one: an entry without tags could never be forgotten. @throws InvalidCacheName */
  get tags(): readonly string[] {
    if (this.named === undefined) {
      const { name, tags } = this.region;
      const named = new Set(tags(...this.args).map((tag) => checkedName(name, 'tag', tag)));
      if (named.size === 0)
        throw new InvalidCacheName(`${name}: an entry without tags could never be forgotten`);
      this.named = [...named];
    }
    return this.named;
  }
}
