import pg from 'pg';
import { AwakeClock } from '../time/awake-clock.js';
import { idleTime } from '../time/idle-time.js';
import type { PatientClientConfig } from './patient.client.js';

export interface PatientPoolConfig extends Omit<pg.PoolConfig, 'onConnect'>, PatientClientConfig {
  /** Awaited for each new connection before its first use. */
  readonly onConnect?: (client: pg.ClientBase) => Promise<void>;
  /** How long to wait for a connection while the database is what the process waits for. */
  readonly waitMs?: number;
}

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  release: (error?: unknown) => void,
) => void;

/**
 * A pool whose users give up when the database is too slow for them, and not because this process is. The
 * `connectionTimeoutMillis` of node-postgres cannot tell the two apart.
 */
export class PatientPool extends pg.Pool {
  private readonly clock = new AwakeClock(idleTime());
  private readonly waitMs: number | undefined;

  constructor(config: PatientPoolConfig) {
    super(config);
    this.waitMs = config.waitMs;
    const connect = this.connect.bind(this) as (callback: Connected) => void;
    this.connect = ((callback?: Connected) => {
      if (callback !== undefined) return this.limited(connect, callback);
      return new Promise((resolve, reject) => {
        this.limited(connect, (error, client) => (client === undefined ? reject(error) : resolve(client)));
      });
    }) as typeof this.connect;
  }

  private limited(connect: (callback: Connected) => void, callback: Connected): void {
    const { waitMs } = this;
    if (waitMs === undefined) return connect(callback);
    let isOver = false;
    const cancel = this.clock.after(waitMs, () => {
      isOver = true;
      callback(new Error('timeout exceeded when trying to connect'), undefined, () => undefined);
    });
    connect((error, client, release) => {
      // The pool has no way to take a waiting user out again.
      if (isOver) return release();
      cancel();
      callback(error, client, release);
    });
  }
}
