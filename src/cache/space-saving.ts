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

  private removeLeast(): number {
    let leastKey = '';
    let least = Number.POSITIVE_INFINITY;
    for (const [key, { count }] of this.counters) {
      if (count >= least) continue;
      least = count;
      leastKey = key;
    }
    this.counters.delete(leastKey);
    return least;
  }
}
