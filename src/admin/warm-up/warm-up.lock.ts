import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ADVISORY_LOCKS } from '../../database/advisory-locks.js';
import { Database } from '../../database/database.js';
import { DatabaseUnavailable } from '../../database/database.errors.js';
import { DirectSession } from '../../database/direct.session.js';
import { OPERATOR_TIMEOUT } from '../operator-timeout.js';

const LOCK = ADVISORY_LOCKS.warmUp;
/** "terminating connection due to administrator command": the effect of {@link WarmUpLock.cancel}. */
const TERMINATED = '57P01';
/** A statement of the relay has just failed, and its transaction is about to be rolled back. */
const IN_FAILED_TRANSACTION = '25P02';
/** The session that has the lock $1. */
const HOLDER = `FROM pg_locks
  WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32 | objid::bigint) = $1 AND granted`;
const ATTEMPTS = 10;
const ATTEMPT_GAP_MS = 100;

/** Why a warm-up has to end early. */
export type Interruption = 'cancelled' | 'database-lost' | 'stopping';

/** The lock while it is held; `signal` aborts when it is lost, with an {@link Interruption} as its reason. */
export interface HeldWarmUpLock {
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/**
 * Ensures one warm-up in the fleet at a time: an advisory lock of the instance's direct session, which PostgreSQL releases when
 * the process dies. Cancelling terminates that session, even if it belongs to another instance, which then opens another one.
 */
@Injectable()
export class WarmUpLock {
  private held: AbortController | undefined;

  constructor(
    private readonly session: DirectSession,
    private readonly database: Database,
  ) {}

  /** `null` while another warm-up runs. @throws DatabaseUnavailable within seconds */
  async acquire(): Promise<HeldWarmUpLock | null> {
    // The server would grant it to the session that has it.
    if (this.held !== undefined) return null;
    const abort = new AbortController();
    this.held = abort;
    const giveUp = () => {
      unwatch();
      if (this.held === abort) this.held = undefined;
    };
    const unwatch = this.session.onLost((cause) => {
      abort.abort(codeOf(cause) === TERMINATED ? 'cancelled' : 'database-lost');
      giveUp();
    });
    const release = async () => {
      if (!abort.signal.aborted) await this.ask('pg_advisory_unlock').catch(() => undefined);
      giveUp();
    };
    try {
      if (!(await this.ask('pg_try_advisory_lock'))) {
        giveUp();
        return null;
      }
    } catch (error) {
      giveUp();
      throw error;
    }
    if (!abort.signal.aborted) return { signal: abort.signal, release };
    // The session was lost while the lock was asked for; the one that has it now is another one.
    await this.ask('pg_advisory_unlock').catch(() => undefined);
    throw new DatabaseUnavailable(new Error('The session was lost'));
  }

  /** Tries again for about a second: the session may be about to reconnect. @throws DatabaseUnavailable */
  private async ask(lock: 'pg_try_advisory_lock' | 'pg_advisory_unlock'): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        const [row] = await this.session.connection.query<{ done: boolean }>(`SELECT ${lock}($1) AS done`, [
          LOCK,
        ]);
        return row?.done === true;
      } catch (error) {
        const isPassing = error instanceof DatabaseUnavailable || codeOf(error) === IN_FAILED_TRANSACTION;
        if (!isPassing || attempt === ATTEMPTS) throw error;
        await sleep(ATTEMPT_GAP_MS);
      }
    }
  }

  /** Ends the running warm-up on any instance; `false` if none is running. */
  async cancel(): Promise<boolean> {
    const ended = await this.database.query(
      `SELECT pg_terminate_backend(pid) ${HOLDER}`,
      [LOCK],
      OPERATOR_TIMEOUT,
    );
    return ended.length > 0;
  }

  /** Whether a warm-up runs on any instance. @throws DatabaseUnavailable */
  async isHeld(): Promise<boolean> {
    return (await this.database.query(`SELECT ${HOLDER}`, [LOCK], OPERATOR_TIMEOUT)).length > 0;
  }
}

function codeOf(cause: unknown): unknown {
  return (cause as { code?: unknown } | null)?.code;
}
