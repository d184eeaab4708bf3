type Listener = () => Promise<void>;

/** What must be done before reads trust a store that was away (rules 13 and 14). */
export class ReturnListeners {
  private readonly reconnected: Listener[] = [];
  private readonly newEpoch: Listener[] = [];

  onReconnected(listener: Listener): void {
    this.reconnected.push(listener);
  }

  onNewEpoch(listener: Listener): void {
    this.newEpoch.push(listener);
  }

  /** Rejects if one of them could not do its part: then the store is not to be trusted yet. */
  async run(isNewEpoch: boolean): Promise<void> {
    if (isNewEpoch) await Promise.all(this.newEpoch.map((listener) => listener()));
    await Promise.all(this.reconnected.map((listener) => listener()));
  }
}
