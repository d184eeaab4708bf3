import type pg from 'pg';
import type { AwakeClock } from '../time/awake-clock.js';
import { DatabaseUnavailable } from './database.errors.js';

/**
 * Limits how long one read or transaction may take, together with the wait for its connection. When the time is over, the
 * connection is closed: its statement fails at once, and the pool can open another one.
 */
export class ConnectionLimit {
  private readonly cancel: () => void;
  private client: pg.Client | undefined;
  private isOver = false;

  /** @param clock only what it counts is counted: a pause of this process is not held against the database. */
  constructor(
    clock: AwakeClock,
    private readonly limitMs: number,
  ) {
    this.cancel = clock.after(limitMs, () => {
      this.isOver = true;
      this.client?.connection.stream.destroy(this.error());
    });
  }

  /** Call when there is a connection. @throws DatabaseUnavailable if the time is over already */
  watch(client: pg.Client): void {
    if (this.isOver) throw new DatabaseUnavailable(this.error());
    this.client = client;
  }

  /** Call when the connection is given back. */
  end(): void {
    this.cancel();
    this.client = undefined;
  }

  private error(): Error {
    return Object.assign(new Error(`No answer within ${Math.round(this.limitMs)} ms`), { code: 'ETIMEDOUT' });
  }
}
