import type { Writable } from 'node:stream';

/**
 * Commands of one turn of the event loop, after the first, go out together: a system call for each would cost more than the
 * command. The first goes at once, and the others as soon as everything that has arrived is handled: none waits for more to
 * come.
 */
export class WriteBatches {
  private socket: Writable | undefined;
  private isHeld = false;

  /** Call it before each write. */
  hold(socket: Writable | undefined): void {
    if (socket === undefined) return;
    if (socket !== this.socket) {
      this.begin(socket);
    } else if (!this.isHeld) {
      this.isHeld = true;
      socket.cork();
    }
  }

  private begin(socket: Writable): void {
    this.end();
    this.socket = socket;
    setImmediate(() => {
      if (this.socket === socket) this.end();
    });
  }

  private end(): void {
    if (this.isHeld) this.socket?.uncork();
    this.isHeld = false;
    this.socket = undefined;
  }
}
