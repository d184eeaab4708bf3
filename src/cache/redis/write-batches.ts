import type { Writable } from 'node:stream';

const QUIET_TURNS = 16;

/**
 * What is written to a socket in one turn of the event loop goes out together: a system call for each command costs more
 * than the command. It leaves as soon as everything that has arrived is handled, so nothing waits for more to come. After
 * some turns of one command each, the first of a turn is not held, because sequential callers wait for each reply.
 */
export class WriteBatches {
  private socket: Writable | undefined;
  private isHeld = false;
  private isAlone = true;
  /** Turns in a row that had one command. */
  private quietTurns = 0;

  /** @param complete called before what was held leaves, for what else should go with it. */
  constructor(private readonly complete: () => void) {}

  /** Whether more may be written before it leaves. */
  get isOpen(): boolean {
    return this.isHeld;
  }

  /** Call it before each write. */
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
