import { StoreUnavailable } from './cache.errors.js';

interface Pending {
  readonly dueAt: number;
  readonly giveUp: (error: StoreUnavailable) => void;
}

/**
 * The time that the commands of a connection may take. All have the same, so one timer for the oldest does for all of
 * them: a timer for each would cost more than the rest of a cached read.
 */
export class Deadlines {
  private readonly pending = new Set<Pending>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly timeoutMs: number) {}

  /** As `answer`, but @throws StoreUnavailable if it has not settled in time; what it does later is nobody's concern. */
  bound<Result>(answer: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const own: Pending = { dueAt: performance.now() + this.timeoutMs, giveUp: reject };
      this.pending.add(own);
      answer.then(
        (result) => {
          this.pending.delete(own);
          return resolve(result);
        },
        (error: Error) => {
          this.pending.delete(own);
          reject(error);
        },
      );
      if (this.timer === undefined) this.wait(this.timeoutMs);
    });
  }

  private wait(ms: number): void {
    // When this process itself stood still, timers fire before sockets are read: what has arrived is looked at first.
    this.timer = setTimeout(() => setImmediate(() => this.look()), ms).unref();
  }

  private look(): void {
    this.timer = undefined;
    const now = performance.now();
    for (const late of this.pending) {
      if (late.dueAt > now) return this.wait(late.dueAt - now);
      this.pending.delete(late);
      late.giveUp(new StoreUnavailable('The store took too long'));
    }
  }
}
