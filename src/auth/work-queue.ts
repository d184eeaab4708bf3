/** Thrown by {@link WorkQueue} instead of waiting. */
export class QueueFull extends Error {}

/** Runs work in the order of the calls, some at a time, and refuses it when too much waits already. */
export class WorkQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limits: { readonly atOnce: number; readonly longest: number }) {}

  /** @throws QueueFull at once, and whatever the work throws */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { atOnce, longest } = this.limits;
    if (this.running >= atOnce) {
      if (this.waiting.length >= longest) throw new QueueFull(`More than ${longest} wait already.`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      // The place is passed to the next in the queue, so that later calls cannot overtake it.
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
