/** An item and a lower bound of its count. */
export interface Counted<Item> {
  readonly item: Item;
  readonly count: number;
}

interface Counter<Item> {
  readonly item: Item;
  count: number;
  /** The initial count, which may belong to items that were replaced. */
  readonly inherited: number;
}

/**
 * The most frequent items of a stream in a bounded number of counters (Space-Saving: Metwally, Agrawal, El Abbadi,
 * ICDT 2005). A new item replaces the one with the smallest count and inherits that count. So every item that makes up
 * more than 1/`capacity` of the stream is among the items, no matter how many others there are.
 */
export class SpaceSaving<Item> {
  private readonly counters = new Map<string, Counter<Item>>();
  /** The keys that had the smallest count at the last search; some may have more by now. */
  private least: { readonly count: number; readonly keys: string[] } = { count: 0, keys: [] };

  constructor(private readonly capacity: number) {}

  /** @param key identifies the item; later calls with the same key do not replace the stored `item` */
  add(key: string, item: Item, weight: number): void {
    const counter = this.counters.get(key);
    if (counter !== undefined) counter.count += weight;
    else {
      const inherited = this.counters.size < this.capacity ? 0 : this.removeLeast();
      this.counters.set(key, { item, count: inherited + weight, inherited });
    }
  }

  /** Excludes inherited counts, so that no item is reported more often than it occurred. */
  counts(): Counted<Item>[] {
    return [...this.counters.values()].map(({ item, count, inherited }) => ({
      item,
      count: count - inherited,
    }));
  }

  /** A search usually finds many keys with the smallest count, so that few searches are needed. */
  private removeLeast(): number {
    for (;;) {
      const { count, keys } = this.least;
      const key = keys.pop();
      if (key === undefined) this.least = this.findLeast();
      else if (this.counters.get(key)?.count === count) {
        this.counters.delete(key);
        return count;
      }
    }
  }

  private findLeast(): { count: number; keys: string[] } {
    let least = Number.POSITIVE_INFINITY;
    let keys: string[] = [];
    for (const [key, { count }] of this.counters) {
      if (count > least) continue;
      if (count < least) keys = [];
      least = count;
      keys.push(key);
    }
    return { count: least, keys };
  }
}
