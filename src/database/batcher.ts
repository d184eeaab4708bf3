/**
 * Answers requests that arrive at the same time with one call: while a call is in progress, new requests wait and then
 * share the next one. However many requests come at once, they cost two or three calls.
 */
export class Batcher<Item, Result> {
  private next: { readonly items: Item[]; readonly results: Promise<readonly Result[]> } | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** @param all returns one result per item, in order; if it throws, every request of that batch rejects. */
  constructor(private readonly all: (items: readonly Item[]) => Promise<readonly Result[]>) {}

  async request(item: Item): Promise<Result> {
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
