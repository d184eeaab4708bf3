import { checkedName, type Region } from './region.js';

/** Where an entry is kept, and the tags it depends on; all in one shard. */
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
    private readonly args: unknown[],
  ) {
    this.shard = checkedName(region.name, 'shard', region.shard(...args));
    this.key = checkedName(region.name, 'key', region.key(...args));
    this.id = `{${this.shard}}:${this.key}`;
  }

  get tags(): readonly string[] {
    this.named ??= [
      ...new Set(this.region.tags(...this.args).map((tag) => checkedName(this.region.name, 'tag', tag))),
    ];
    return this.named;
  }
}
