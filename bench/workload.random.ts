/** A deterministic source of chance, so that every variant gets the same day (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** From 0 up to but not including 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** One of the names, as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return (entries.at(-1) as [Name, number])[0];
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, rank: this.next() }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  }
}

/** Picks items after Zipf's law with exponent 1: the second half as often as the first, the third a third as often. */
export class Zipf<Item> {
  private readonly upTo: number[] = [];

  constructor(
    private readonly items: readonly Item[],
    private readonly random: Random,
  ) {
    let sum = 0;
    for (let rank = 1; rank <= items.length; rank++) this.upTo.push((sum += 1 / rank));
  }

  pick(): Item {
    const drawn = this.random.next() * (this.upTo.at(-1) ?? 0);
    return this.items[this.upTo.findIndex((bound) => drawn < bound)] as Item;
  }
}
