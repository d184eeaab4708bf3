type Listener = () => Promise<void>;

/** Work that must be done before reads use a store again that was unreachable (rules 13 and 14). */
export class ReturnListeners {
  private readonly reconnected: Listener[] = [];
  private readonly newEpoch: Listener[] = [];

  onReconnected(listener: Listener): void {
    this.reconnected.push(listener);
  }

  onNewEpoch(listener: Listener): void {
    this.newEpoch.push(listener);
  }

  /** Rejects if a listener fails; reads must not use the store then. */
  async run(isNewEpoch: boolean): Promise<void> {
    if (isNewEpoch) await Promise.all(this.newEpoch.map((listener) => listener()));
    await Promise.all(this.reconnected.map((listener) => listener()));
  }
}
