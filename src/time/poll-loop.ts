/**
 * Repeats one piece of work at an interval, and at once when woken; never two runs at a time. Use it for everything that
 * polls, instead of `setInterval`. The timer does not keep the process alive.
 *
 * A run that fails does not end the loop, and only {@link runNow} reports the failure: work that must not fail unnoticed
 * handles its own errors. After a failure, {@link wake} does nothing until the interval is over.
 */
export class PollLoop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isDue = false;
  private failed = false;
  private stopped = false;

  /**
   * @param work one run; its value is ignored.
   * @param isNeeded asked when the interval is over; if not, the run is left out. {@link wake} and {@link runNow} do not ask.
   */
  constructor(
    private readonly work: () => unknown,
    private readonly everyMs: number,
    private readonly isNeeded: () => boolean = () => true,
  ) {}

  /** Starts the timer. The first run comes after one interval, or with the first {@link wake} or {@link runNow}. */
  start(): void {
    this.timer = setInterval(() => {
      this.failed = false;
      if (this.isNeeded()) this.wake();
    }, this.everyMs);
    this.timer.unref();
  }

  /** Requests a run that begins after this call: immediately, or when the current run has ended. */
  wake(): void {
    if (this.stopped || this.failed) return;
    if (this.running === undefined) void this.runNow().catch(() => undefined);
    else this.isDue = true;
  }

  /** Completes one run that begins after this call, even right after a failure. Rejects with what the work throws. */
  async runNow(): Promise<void> {
    while (this.running !== undefined) await this.running.catch(() => undefined);
    if (this.stopped) throw new Error('The poll loop has been stopped.');
    this.isDue = false;
    const run = this.run();
    this.running = run;
    try {
      await run;
      this.failed = false;
    } catch (error) {
      this.failed = true;
      throw error;
    } finally {
      this.running = undefined;
      if (this.isDue) this.wake();
    }
  }

  /** Stops the timer; resolves when the current run has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running?.catch(() => undefined);
  }

  private async run(): Promise<void> {
    await this.work();
  }
}
