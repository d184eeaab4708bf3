/** Calls `work` again and again, `everyMs` after it last ended, never twice at a time, never while the page is hidden. */
export class Poll {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  /** Asked for while running: what is being read may be older than the question. */
  private again = false;
  private ended = false;

  constructor(
    private readonly work: (poll: Poll) => Promise<void>,
    private readonly everyMs: number,
  ) {
    document.addEventListener('visibilitychange', this.now);
    this.now();
  }

  /** Whether the component is gone: what is still being read is to be dropped. */
  get isOver(): boolean {
    return this.ended;
  }

  /** Calls `work` at once, or once more if it is running. */
  readonly now = (): void => {
    clearTimeout(this.timer);
    if (this.running) this.again = true;
    else void this.run();
  };

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.now);
  }

  private async run(): Promise<void> {
    if (this.ended || document.hidden) return;
    this.running = true;
    this.again = false;
    await this.work(this);
    this.running = false;
    if (this.again) this.now();
    else if (!this.ended) this.timer = setTimeout(this.now, this.everyMs);
  }
}
