import { AwakeClock } from '../time/awake-clock.js';
import { idleTime } from '../time/idle-time.js';
import { DatabaseBusy } from './database.errors.js';

interface Waiting {
  readonly begin: () => void;
  readonly cancel: () => void;
}

/**
 * A share of a connection pool: at most `width` pieces of work run at a time, and others wait for their turn in the order in
 * which they came. What is slow in its lane leaves the other connections to everything else.
 */
export class Lane {
  private readonly clock = new AwakeClock(idleTime());
  private readonly waiting: Waiting[] = [];
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

  /** Runs `work` when it is its turn. @throws DatabaseBusy if that takes too long */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Resolves when it is the caller's turn, who must {@link leave} once. @throws DatabaseBusy if that takes too long */
  async enter(): Promise<void> {
    if (this.running < this.width) this.running++;
    else await this.turn();
  }

  /** The place passes to the next in the queue, so that none that comes later takes it. */
  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running--;
    else next.begin();
  }

  private async turn(): Promise<void> {
    if (this.waiting.length >= this.mostWaiting) throw new DatabaseBusy();
    await new Promise<void>((resolve, reject) => {
      const cancel = this.clock.after(this.waitMs, () => {
        this.waiting.splice(this.waiting.indexOf(place), 1);
        reject(new DatabaseBusy());
      });
      const place: Waiting = {
        cancel,
        begin: () => {
          cancel();
          resolve();
        },
      };
      this.waiting.push(place);
    });
  }
}
