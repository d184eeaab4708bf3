import type { Random } from '../test/chaos/checker/random.js';

/** Picks one of the names at random, in proportion to their weights. */
export function weighted<Name extends string>(random: Random, weights: Readonly<Record<Name, number>>): Name {
  const entries = Object.entries(weights) as [Name, number][];
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return (entries.at(-1) as [Name, number])[0];
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
