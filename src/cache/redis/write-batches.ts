import type { Writable } from 'node:stream';

/** See {@link WriteBatches}. */
const QUIET_TURNS = 16;

/**
 * Sends everything that is written to a socket in one turn of the event loop by one system call, because a system call for
 * each command costs more than the command. The batch is sent at the end of the turn, so no command waits for later ones.
 * After {@link QUIET_TURNS} turns with one command each, the first command of a turn is sent immediately, because
 * sequential callers wait for each reply.
 */
export class WriteBatches {
  private socket: Writable | undefined;
  private isHeld = false;
  private isAlone = true;
  /** Consecutive turns with only one command. */
  private quietTurns = 0;

  /** @param complete called before a batch is sent; it may write more to it. */
  constructor(private readonly complete: () => void) {}

  /** Whether a batch is being held, so that further writes join it. */
  get isOpen(): boolean {
    return this.isHeld;
  }

  /** Call before each write to the socket. */
  hold(socket: Writable | undefined): void {
    if (socket === undefined) return;
    if (socket === this.socket) {
      this.isAlone = false;
      this.cork();
    } else {
      this.begin(socket);
    }
  }

  private begin(socket: Writable): void {
    this.end();
    this.socket = socket;
    if (this.quietTurns < QUIET_TURNS) this.cork();
    setImmediate(() => {
      if (this.socket === socket) this.end();
    });
  }

  private cork(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    this.socket?.cork();
  }

  private end(): void {
    if (this.isHeld) {
      this.complete();
      this.socket?.uncork();
    }
    this.quietTurns = this.isAlone ? this.quietTurns + 1 : 0;
    this.isHeld = false;
    this.isAlone = true;
    this.socket = undefined;
  }
}
