import { Injectable } from '@nestjs/common';
import { SECOND_MS } from '../../time/durations.js';
import { Env } from '../../config/env.js';
import { DedicatedConnection } from '../../database/dedicated.connection.js';
import { OperatorDatabase } from '../operator.database.js';

/** Any number, the same in every instance; advisory locks belong to one database. */
const LOCK = 7_202_613;
const HEARTBEAT_MS = SECOND_MS;
/** "terminating connection due to administrator command": somebody's {@link WarmUpLock.cancel}. */
const TERMINATED = '57P01';

/** Why a warm-up has to end before its end. */
export type Interruption = 'cancelled' | 'database-lost' | 'stopping';

/** The leave to warm up; `signal` aborts when it is taken away, with an {@link Interruption} as its reason. */
export interface HeldWarmUpLock {
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/**
 * One warm-up in the fleet at a time: an advisory lock on a connection of its own, which PostgreSQL takes back when the
 * process dies. Cancelling ends that connection, whichever instance it belongs to.
 */
@Injectable()
export class WarmUpLock {
  constructor(
    private readonly env: Env,
    private readonly database: OperatorDatabase,
  ) {}

  /** `null` while another warm-up runs. @throws DatabaseUnavailable within seconds */
  async acquire(): Promise<HeldWarmUpLock | null> {
    const abort = new AbortController();
    const connection = new DedicatedConnection({
      url: this.env.DATABASE_URL ?? '',
      name: 'bookedbarber warm-up',
      onConnected: async () => undefined,
      onLost: (cause) => {
        abort.abort(codeOf(cause) === TERMINATED ? 'cancelled' : 'database-lost');
        // The lock went with the connection; another one is of no use.
        void release();
      },
    });
    let heartbeat: NodeJS.Timeout | undefined;
    const release = () => {
      clearInterval(heartbeat);
      return connection.close();
    };
    try {
      await connection.open();
      const [lock] = await connection.query<{ held: boolean }>(`SELECT pg_try_advisory_lock($1) AS held`, [
        LOCK,
      ]);
      if (lock?.held === true) {
        // A server that is frozen says nothing by itself.
        const ask = () => void connection.query('SELECT 1').catch(() => undefined);
        heartbeat = setInterval(ask, HEARTBEAT_MS).unref();
        return { signal: abort.signal, release };
      }
    } catch (error) {
      await release();
      throw error;
    }
    await release();
    return null;
  }

  /** Ends the warm-up that runs anywhere; `false` if none does. */
  async cancel(): Promise<boolean> {
    const ended = await this.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (classid::bigint << 32 | objid::bigint) = $1 AND granted`,
      [LOCK],
    );
    return ended.length > 0;
  }
}

function codeOf(cause: unknown): unknown {
  return (cause as { code?: unknown } | null)?.code;
}
