import { AwakeClock } from './awake-clock.js';
import { idleTime } from './idle-time.js';

/** Too much work of the lane is waiting, or has waited for too long. HTTP responds 503 with Retry-After. */
export class LaneFull extends Error {
  readonly code = 'overloaded';

  constructor() {
    super('Too many requests of this kind are running: try again in a second.');
  }
}

/**
 * A share of what work takes up, such as the connections of a pool: at most `width` pieces of work run at a time, and others wait for
 * their turn in the order in which they came. What is slow in its lane leaves the rest to everything else.
 */
export class Lane {
  private readonly clock = new AwakeClock(idleTime());
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /**
   * @param waitMs how long a piece of work may wait for its turn
   * @param mostWaiting how many may wait at a time
   */
  constructor(
    private readonly width: number,
    private readonly waitMs: number,
    private readonly mostWaiting: number = Infinity,
  ) {}

  /** Whether nothing runs or waits. */
  get isIdle(): boolean {
    return this.running === 0 && this.waiting.length === 0;
  }

  /** Runs `work` when it is its turn. @throws LaneFull */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Resolves when it is the caller's turn, who must {@link leave} once. @throws LaneFull */
  async enter(): Promise<void> {
    if (this.running < this.width) this.running++;
    else await this.turn();
  }

  /** The place passes to the next in the queue, so that none that comes later takes it. */
  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running--;
    else next();
  }

  private async turn(): Promise<void> {
    if (this.waiting.length >= this.mostWaiting) throw new LaneFull();
    await new Promise<void>((resolve, reject) => {
      const cancel = this.clock.after(this.waitMs, () => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        reject(new LaneFull());
      });
      const begin = () => {
        cancel();
        resolve();
      };
      this.waiting.push(begin);
    });
  }
}
