type Listener = () => Promise<void>;

/** Work that must be done before reads use a store again that was unreachable (rules 13, 14 and 21). */
export class ReturnListeners {
  private readonly known: (() => void)[] = [];
  private readonly usable: Listener[] = [];
  private readonly reconnected: Listener[] = [];
  private readonly newEpoch: Listener[] = [];

  /** Called as soon as it is known which servers are connected, before a FORGET can count as accepted (rule 21). */
  onServersKnown(listener: () => void): void {
    this.known.push(listener);
  }

  /** Called when the servers can be used, to prove that other instances use the same (rule 21). */
  onUsable(listener: Listener): void {
    this.usable.push(listener);
  }

  onReconnected(listener: Listener): void {
    this.reconnected.push(listener);
  }

  onNewEpoch(listener: Listener): void {
    this.newEpoch.push(listener);
  }

  serversKnown(): void {
    for (const listener of this.known) listener();
  }

  async prove(): Promise<void> {
    await Promise.all(this.usable.map((listener) => listener()));
  }

  /** Rejects if a listener fails; reads must not use the store then. */
  async run(isNewEpoch: boolean): Promise<void> {
    if (isNewEpoch) await Promise.all(this.newEpoch.map((listener) => listener()));
    await Promise.all(this.reconnected.map((listener) => listener()));
  }
}
