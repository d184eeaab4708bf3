import type { Writable } from 'node:stream';

/**
 * What is written to a socket in one turn of the event loop goes out together: a system call for each command costs more
 * than the command. It leaves as soon as everything that has arrived is handled, so nothing waits for more to come.
 */
export class WriteBatches {
  private held: Writable | undefined;

  /** Call it before writing. */
  hold(socket: Writable | undefined): void {
    if (socket === undefined || socket === this.held) return;
    socket.cork();
    this.held = socket;
    setImmediate(() => {
      socket.uncork();
      if (this.held === socket) this.held = undefined;
    });
  }
}
