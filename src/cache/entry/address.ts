import { InvalidCacheName } from './cache.errors.js';
import { checkedName, type Region } from './region.js';

/** Where an entry is kept, and the tags it depends on, at least one; all in one shard. */
export interface Address {
  readonly shard: string;
  readonly key: string;
  readonly tags: readonly string[];
}

const known = new WeakMap<Region<unknown[]>, WeakMap<object, CallAddress>>();

/**
 * Where a call's entry is. A frozen argument can lead to one place only, which is remembered as long as the argument: the
 * same question asked again is the same object.
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

/** Address of a region's call. The tags are computed only when they are read, because an L1 hit needs none. */
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
