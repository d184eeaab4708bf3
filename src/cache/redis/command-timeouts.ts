import { StoreUnavailable } from '../entry/cache.errors.js';

/** Success and error callbacks, run inside the timeout promise so that a hit needs no extra one. */
export interface ReplyHandlers<Reply, Result> {
  /** May throw; {@link onError} is not called for what it throws. */
  readonly onReply: (reply: Reply) => Result;
  readonly onError: (error: Error) => Error;
}

interface Pending {
  readonly dueAt: number;
  /** `undefined` once it has settled. */
  giveUp: ((error: StoreUnavailable) => void) | undefined;
  next: Pending | undefined;
}

/**
 * Applies the command timeout of a connection. All commands have the same timeout, so one timer for the oldest is enough: a
 * timer for each would cost more than the rest of a cached read.
 *
 * Pending commands are a linked list whose links are cut when they settle, not a Set: the tables that a Set outgrows refer
 * to one another, so that the first one to be promoted keeps everything that any of them held until the next full garbage
 * collection.
 */
export class CommandTimeouts {
  private first: Pending | undefined;
  private last: Pending | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly timeoutMs: number) {}

  /**
   * Resolves to the result of `onReply`. Rejects with the result of `onError` if the command fails or, with
   * StoreUnavailable, if no reply arrives in time; a later reply is ignored.
   */
  limit<Reply, Result>(
    reply: Promise<Reply>,
    { onReply, onError }: ReplyHandlers<Reply, Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: Error) => reject(onError(error));
      const own: Pending = { dueAt: performance.now() + this.timeoutMs, giveUp, next: undefined };
      this.append(own);
      reply.then(
        (result) => {
          try {
            return this.settle(own) && resolve(onReply(result));
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

  /** Returns whether it was still pending. Replies come in the order of the commands, so it is usually the first. */
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
    // If the process was paused, timers fire before sockets are read: handle replies that have already arrived first.
    this.timer = setTimeout(() => setImmediate(() => this.expire()), ms).unref();
  }

  private expire(): void {
    this.timer = undefined;
    const now = performance.now();
    while (this.first !== undefined) {
      const { dueAt, giveUp } = this.first;
      if (dueAt > now) return this.wait(dueAt - now);
      this.settle(this.first);
      giveUp?.(new StoreUnavailable('Redis did not answer in time'));
    }
  }
}
