import { awakeClock } from '../../time/awake-clock.js';
import { StoreUnavailable } from '../entry/cache.errors.js';
import { CommandWindow } from './command-window.js';
import { ReplyDistance } from './reply-distance.js';

/** Success and error callbacks, run inside the timeout promise so that a hit needs no extra one. */
export interface ReplyHandlers<Reply, Result> {
  /** May throw; {@link onError} is not called for what it throws. */
  readonly onReply: (reply: Reply) => Result | Promise<Result>;
  readonly onError: (error: Error) => Error;
}

/** @param hasWaited whether other commands were answered first. */
export type SendCommand<Reply> = (hasWaited: boolean) => Promise<Reply>;

interface Pending {
  /** On the awake clock. */
  readonly sentAt: number;
  readonly isUrgent: boolean;
  /** `undefined` once it has settled. */
  giveUp: ((error: StoreUnavailable) => void) | undefined;
  next: Pending | undefined;
}

/**
 * Sends the commands of a connection, and applies the command timeout: from the sending of each, counting only time in which
 * the event loop ran and could receive the reply (rule 23). All commands have the same timeout, so one alarm for the oldest is enough: a
 * timer for each would cost more than the rest of a cached read.
 *
 * Pending commands are a linked list whose links are cut when they settle, not a Set: the tables that a Set outgrows refer
 * to one another, so that the first one to be promoted keeps everything that any of them held until the next full garbage
 * collection.
 */
export class CommandTimeouts {
  private readonly window = new CommandWindow();
  private first: Pending | undefined;
  private last: Pending | undefined;
  private hasAlarm = false;
  private readonly distance = new ReplyDistance();

  /** @param answered called for every command that is answered or fails, also after its time. */
  constructor(
    private readonly timeoutMs: number,
    private readonly answered: () => void = () => undefined,
  ) {}

  /**
   * Whether commands wait for their turn at a server that is near: their wait is that of our own burst. If the distance of the
   * server takes much of the time that a request has, the wait is the server's. If it stops to answer, the commands that wait
   * are refused together with the oldest.
   */
  get isBehind(): boolean {
    // @mutant far-store-excused
    return this.window.isFull && this.distance.ms <= this.timeoutMs / 4;
  }

  /**
   * Sends a command when it is its turn. Resolves to the result of `onReply`. Rejects with the result of `onError` if the
   * command fails or, with StoreUnavailable, if no reply arrives in time; a later reply is ignored.
   * @param isUrgent whether it is sent at once, before commands that wait for their turn.
   */
  limit<Reply, Result>(
    send: SendCommand<Reply>,
    { onReply, onError }: ReplyHandlers<Reply, Result>,
    isUrgent = false,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: Error) => reject(onError(error));
      const begin = (hasWaited: boolean) => {
        const own: Pending = { sentAt: awakeClock.now(), isUrgent, giveUp, next: undefined };
        this.append(own);
        send(hasWaited).then(
          (result) => {
            this.answered();
            try {
              return this.replied(own) && resolve(onReply(result));
            } catch (error) {
              return reject(error);
            }
          },
          (error: Error) => {
            this.answered();
            if (this.settle(own)) giveUp(error);
          },
        );
      };
      if (isUrgent || this.window.enter()) return begin(false);
      this.window.wait(
        () => begin(true),
        () => giveUp(unanswered()),
      );
    });
  }

  private replied(own: Pending): boolean {
    if (!this.settle(own)) return false;
    const now = awakeClock.now();
    this.distance.replied(now - own.sentAt, now);
    return true;
  }

  private append(own: Pending): void {
    if (this.last === undefined) this.first = own;
    else this.last.next = own;
    this.last = own;
    if (!this.hasAlarm) this.setAlarm(this.timeoutMs);
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
    if (!own.isUrgent) this.window.leave();
    return true;
  }

  private setAlarm(ms: number): void {
    this.hasAlarm = true;
    awakeClock.after(ms, (now) => this.expire(now));
  }

  private expire(now: number): void {
    this.hasAlarm = false;
    while (this.first !== undefined) {
      const { sentAt, giveUp } = this.first;
      const leftMs = sentAt + this.timeoutMs - now;
      if (leftMs > 0) return this.setAlarm(leftMs);
      this.window.refuseAll();
      this.settle(this.first);
      giveUp?.(unanswered());
    }
  }
}

function unanswered(): StoreUnavailable {
  return new StoreUnavailable('Redis did not answer in time');
}
