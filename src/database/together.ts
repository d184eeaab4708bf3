/** Calls that come while one is under way are made together, as one, when it has ended: a rush costs no more than a few. */
export class Together<Item, Result> {
  private next: { readonly items: Item[]; readonly results: Promise<readonly Result[]> } | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** @param all answers each of the items, in order; what it throws is thrown to all who asked together. */
  constructor(private readonly all: (items: readonly Item[]) => Promise<readonly Result[]>) {}

  async ask(item: Item): Promise<Result> {
    this.next ??= this.afterLast();
    const { items, results } = this.next;
    const index = items.push(item) - 1;
    return (await results)[index] as Result;
  }

  private afterLast() {
    const items: Item[] = [];
    const results = this.last.then(() => {
      this.next = undefined;
      return this.all(items);
    });
    this.last = results.catch(() => undefined);
    return { items, results };
  }
}
