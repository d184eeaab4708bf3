const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Servers and folders to remove at the end of the benchmark, however it ends. */
export class Belongings {
  private readonly undo: (() => Promise<void>)[] = [];
  private released: Promise<void> | undefined;
  private readonly onSignal = () => void this.release().finally(() => process.exit(130));

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.onSignal);
  }

  /** Waits for something to start, and registers it for {@link release}, also if a signal comes before it has started. */
  async own<Thing>(starting: Promise<Thing>, stop: (thing: Thing) => unknown): Promise<Thing> {
    this.undo.push(async () => {
      const thing = await starting.catch(() => undefined);
      if (thing !== undefined) await stop(thing);
    });
    const thing = await starting;
    if (this.released !== undefined) throw new Error('Interrupted.');
    return thing;
  }

  /** Stops everything, last first. */
  async release(): Promise<void> {
    this.released ??= this.releaseAll();
    await this.released;
  }

  private async releaseAll(): Promise<void> {
    for (let stop = this.undo.pop(); stop !== undefined; stop = this.undo.pop()) {
      await stop().catch((error: unknown) => console.error(error));
    }
    for (const signal of SIGNALS) process.off(signal, this.onSignal);
  }
}
