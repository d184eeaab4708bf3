import { Injectable } from '@nestjs/common';
import { SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';
import { DatabaseSettings } from '../../config/settings.js';
import { ADVISORY_LOCKS } from '../../database/advisory-locks.js';
import { Database } from '../../database/database.js';
import { DirectConnection } from '../../database/direct.connection.js';
import { OPERATOR_TIMEOUT } from '../operator-timeout.js';

const LOCK = ADVISORY_LOCKS.warmUp;
const HEARTBEAT_MS = SECOND_MS;
/** "terminating connection due to administrator command": the effect of {@link WarmUpLock.cancel}. */
const TERMINATED = '57P01';

/** Why a warm-up has to end early. */
export type Interruption = 'cancelled' | 'database-lost' | 'stopping';

/** The lock while it is held; `signal` aborts when it is lost, with an {@link Interruption} as its reason. */
export interface HeldWarmUpLock {
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/**
 * Ensures one warm-up in the fleet at a time: an advisory lock on a dedicated connection, which PostgreSQL releases when the
 * process dies. Cancelling terminates that connection, even if it belongs to another instance.
 */
@Injectable()
export class WarmUpLock {
  constructor(
    private readonly settings: DatabaseSettings,
    private readonly database: Database,
  ) {}

  /** `null` while another warm-up runs. @throws DatabaseUnavailable within seconds */
  async acquire(): Promise<HeldWarmUpLock | null> {
    const abort = new AbortController();
    const connection = new DirectConnection({
      url: this.settings.DATABASE_URL ?? '',
      name: 'bookedbarber warm-up',
      onLost: (cause) => {
        abort.abort(codeOf(cause) === TERMINATED ? 'cancelled' : 'database-lost');
        // The lock is lost with its connection; reconnecting would not bring it back.
        void release();
      },
    });
    // A frozen server does not close the connection; only an unanswered query reveals it.
    const heartbeat = new PollLoop(() => connection.query('SELECT 1'), HEARTBEAT_MS);
    const release = async () => {
      await Promise.all([heartbeat.stop(), connection.close()]);
    };
    try {
      await connection.open();
      const [lock] = await connection.query<{ held: boolean }>(`SELECT pg_try_advisory_lock($1) AS held`, [
        LOCK,
      ]);
      if (lock?.held === true) {
        heartbeat.start();
        return { signal: abort.signal, release };
      }
    } catch (error) {
      await release();
      throw error;
    }
    await release();
    return null;
  }

  /** Ends the running warm-up on any instance; `false` if none is running. */
  async cancel(): Promise<boolean> {
    const ended = await this.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (classid::bigint << 32 | objid::bigint) = $1 AND granted`,
      [LOCK],
      OPERATOR_TIMEOUT,
    );
    return ended.length > 0;
  }
}

function codeOf(cause: unknown): unknown {
  return (cause as { code?: unknown } | null)?.code;
}
