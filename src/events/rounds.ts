/**
 * Repeats one piece of work, never two at a time: every `everyMs`, and sooner when woken. After a failure it is not
 * repeated sooner, except by {@link now}.
 */
export class Rounds {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isDue = false;
  private failed = false;
  private stopped = false;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.failed = false;
      this.wake();
    }, this.everyMs);
    this.wake();
  }

  /** Asks for a round that begins after this call. */
  wake(): void {
    if (this.stopped || this.failed) return;
    if (this.running === undefined) void this.now().catch(() => undefined);
    else this.isDue = true;
  }

  /** A round that begins after this call, even right after a failure. Rejects with what the work throws. */
  async now(): Promise<void> {
    while (this.running !== undefined) await this.running.catch(() => undefined);
    if (this.stopped) throw new Error('Stopped.');
    this.isDue = false;
    const round = this.work();
    this.running = round;
    try {
      await round;
      this.failed = false;
    } catch (error) {
      this.failed = true;
      throw error;
    } finally {
      this.running = undefined;
      if (this.isDue) this.wake();
    }
  }

  /** Resolves when the last round has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running?.catch(() => undefined);
  }
}
