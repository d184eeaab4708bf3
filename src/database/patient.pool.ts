import pg from 'pg';
import { AwakeClock } from '../time/awake-clock.js';
import { idleTime } from '../time/idle-time.js';
import { SECOND_MS } from '../time/durations.js';
import { isLoginRefused, isOutOfConnections, isPoolerEnd } from './database.errors.js';
import type { PatientClientConfig } from './patient.client.js';

/** After a server or a pooler has refused a connection, since none is free or the login has changed, this pool asks for no further one for so long. */
const FULL_MS = SECOND_MS;

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
    const connect = this.sharing(this.connect.bind(this) as (callback: Connected) => void);
    this.connect = ((callback?: Connected) => {
      if (callback !== undefined) return this.limited(connect, callback);
      return new Promise((resolve, reject) => {
        this.limited(connect, (error, client) => (client === undefined ? reject(error) : resolve(client)));
      });
    }) as typeof this.connect;
  }

  /** While the server gives no further connection, users wait for those that this pool has. */
  private sharing(connect: (callback: Connected) => void): (callback: Connected) => void {
    const { max } = this.options;
    let widening: NodeJS.Timeout | undefined;
    const shared = (callback: Connected): void =>
      connect((error, client, release) => {
        const isRefused = isOutOfConnections(error) || isLoginRefused(error) || isPoolerEnd(error);
        if (!isRefused || this.totalCount === 0) return callback(error, client, release);
        this.options.max = this.totalCount;
        clearTimeout(widening);
        widening = setTimeout(() => (this.options.max = max), FULL_MS).unref();
        shared(callback);
      });
    return shared;
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
      if (isOver) return client?.release();
      cancel();
      callback(error, client, release);
    });
  }
}
