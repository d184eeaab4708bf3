import { InvalidCacheName } from './cache.errors.js';
import { checkedName, type Region } from './region.js';

/** The place of an entry in the store, and the tags it depends on (at least one), all in one shard. */
export interface Address {
  readonly shard: string;
  readonly key: string;
  readonly tags: readonly string[];
}

const known = new WeakMap<Region<unknown[]>, WeakMap<object, CallAddress>>();

/**
 * Returns the address of a call's entry. For a single frozen argument it is memoised for as long as the argument lives: such
 * an argument cannot change, and callers pass the same object for the same query.
 * @throws InvalidCacheName
 */
export function addressOf(region: Region<unknown[]>, args: readonly unknown[]): CallAddress {
  const [question] = args;
  if (args.length !== 1 || typeof question !== 'object' || question === null || !Object.isFrozen(question)) {
    return new CallAddress(region, args);
  }
  let ofRegion = known.get(region);
  if (ofRegion === undefined) known.set(region, (ofRegion = new WeakMap()));
  let address = ofRegion.get(question);
  if (address === undefined) ofRegion.set(question, (address = new CallAddress(region, args)));
  return address;
}

/** Shard and key of a call. The tags are computed at their first use, since an L1 hit needs none. */
export class CallAddress implements Address {
  readonly shard: string;
  readonly key: string;
  /** Unique across all regions. */
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

  /** @throws InvalidCacheName also if there is none: an entry without tags could never be forgotten. */
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
