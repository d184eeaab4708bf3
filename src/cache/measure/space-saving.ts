/** An item and how much of it there was: at least `count`. */
export interface Counted<Item> {
  readonly item: Item;
  readonly count: number;
}

interface Counter<Item> {
  readonly item: Item;
  count: number;
  /** What the count was begun with, which may have been others'. */
  readonly inherited: number;
}

/**
 * The most frequent items of a stream in a bounded number of counters (Space-Saving: Metwally, Agrawal, El Abbadi,
 * ICDT 2005). A new item takes the place of the least and goes on from its count, so that whatever makes up more than one
 * part in `capacity` of the stream is among the items, however many others there are.
 */
export class SpaceSaving<Item> {
  private readonly counters = new Map<string, Counter<Item>>();
  /** The keys that had the least count when it was last looked for; some may have more by now. */
  private least: { readonly count: number; readonly keys: string[] } = { count: 0, keys: [] };

  constructor(private readonly capacity: number) {}

  /** @param key tells items apart; `item` is kept from the first time it is seen. */
  add(key: string, item: Item, weight: number): void {
    const counter = this.counters.get(key);
    if (counter !== undefined) counter.count += weight;
    else {
      const inherited = this.counters.size < this.capacity ? 0 : this.removeLeast();
      this.counters.set(key, { item, count: inherited + weight, inherited });
    }
  }

  /** Without what was inherited: no item is said to be more frequent than it was. */
  counts(): Counted<Item>[] {
    return [...this.counters.values()].map(({ item, count, inherited }) => ({
      item,
      count: count - inherited,
    }));
  }

  /** A look at all counters finds many of the least as a rule, so that few have to be looked for. */
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
