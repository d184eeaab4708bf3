import { StoreUnavailable } from '../entry/cache.errors.js';

/** What is made of an answer and of an error; handed on to where the promise is made, because a hit pays for each promise. */
export interface Reception<Answer, Result> {
  /** May throw: that is no refusal. */
  readonly understood: (answer: Answer) => Result;
  readonly refused: (error: Error) => Error;
}

interface Pending {
  readonly dueAt: number;
  /** `undefined` once it has settled. */
  giveUp: ((error: StoreUnavailable) => void) | undefined;
  next: Pending | undefined;
}

/**
 * The time that the commands of a connection may take. All have the same, so one timer for the oldest does for all of
 * them: a timer for each would cost more than the rest of a cached read.
 *
 * They wait in a list whose links are cut, not in a Set: the tables that a Set outgrows refer to one another, so that the
 * first one to become old keeps all that any of them held until the next full garbage collection.
 */
export class Deadlines {
  private first: Pending | undefined;
  private last: Pending | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly timeoutMs: number) {}

  /**
   * What the reception makes of the answer, or of StoreUnavailable if there was none in time: what it does later is
   * nobody's concern.
   */
  bound<Answer, Result>(
    answer: Promise<Answer>,
    { understood, refused }: Reception<Answer, Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: Error) => reject(refused(error));
      const own: Pending = { dueAt: performance.now() + this.timeoutMs, giveUp, next: undefined };
      this.append(own);
      answer.then(
        (result) => {
          try {
            return this.settle(own) && resolve(understood(result));
          } catch (error) {
            return reject(error);
          }
        },
        (error: Error) => {
          if (this.settle(own)) giveUp(error);
        },
      );
    });
  }

  private append(own: Pending): void {
    if (this.last === undefined) this.first = own;
    else this.last.next = own;
    this.last = own;
    if (this.timer === undefined) this.wait(this.timeoutMs);
  }

  /** Whether it was still waited for. Answers come in the order of their questions: it is the first as a rule. */
  private settle(own: Pending): boolean {
    if (own.giveUp === undefined) return false;
    own.giveUp = undefined;
    while (this.first !== undefined && this.first.giveUp === undefined) {
      const { next } = this.first;
      this.first.next = undefined;
      this.first = next;
    }
    if (this.first === undefined) this.last = undefined;
    return true;
  }

  private wait(ms: number): void {
    // When this process itself stood still, timers fire before sockets are read: what has arrived is looked at first.
    this.timer = setTimeout(() => setImmediate(() => this.look()), ms).unref();
  }

  private look(): void {
    this.timer = undefined;
    const now = performance.now();
    while (this.first !== undefined) {
      const { dueAt, giveUp } = this.first;
      if (dueAt > now) return this.wait(dueAt - now);
      this.settle(this.first);
      giveUp?.(new StoreUnavailable('The store took too long'));
    }
  }
}
