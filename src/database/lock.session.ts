import { SECOND_MS } from '../time/durations.js';
import { DatabaseUnavailable, isConnectionError } from './database.errors.js';
import { PatientClient, type PatientQuery } from './patient.client.js';
import { applySettings } from './session.settings.js';
import { SESSIONS } from './sessions.sql.js';

const CONNECT_MS = SECOND_MS;
const ANSWER_MS = 1.5 * SECOND_MS;
/** Settings under which a session may wait for a lock for long. */
const SETTINGS = {
  statement_timeout: '0',
  transaction_timeout: '0',
  idle_session_timeout: '0',
};
/** SQL: by default a server process that waits for a lock does not notice that its client has gone. Not every platform can. */
const NOTICE_LOST_CLIENT = `(SELECT set_config(name, '1000', false) FROM pg_settings WHERE name = 'client_connection_check_interval')`;

/** SQL: names the server process that runs the statement, and only during its life. */
const SESSION_ID = `(SELECT concat_ws(' ', pid, backend_start) FROM ${SESSIONS} WHERE pid = pg_backend_pid())`;

/**
 * One database session for advisory locks, from its beginning to its end: its locks are held exactly as long as it lives. Unlike
 * `DirectConnection` it never reconnects.
 */
export class LockSession {
  /** Resolves once, when the session has ended. */
  readonly ended: Promise<void>;
  private isWaiting = false;

  private constructor(
    private readonly client: PatientClient,
    /** As {@link SESSION_ID} gives it. */
    readonly id: string,
    /** Whether a connection pooler is between this process and the server. */
    readonly isPooled: boolean,
    /** Whether a pooler has lent a session that already holds locks, for another process or from an earlier one. */
    readonly isUsed: boolean,
  ) {
    this.ended = new Promise((resolve) => {
      client.once('end', resolve);
      client.once('error', () => resolve());
    });
  }

  /** @throws DatabaseUnavailable */
  static async open(url: string, name: string): Promise<LockSession> {
    const client = new PatientClient({
      connectionString: url,
      application_name: name,
      connectMs: CONNECT_MS,
      answerMs: ANSWER_MS,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const isPooled = await applySettings(client, SETTINGS, true);
      const about = `SELECT ${SESSION_ID} AS id,
         EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory') AS used`;
      const ask = async (text: string) => client.query<{ id: string; used: boolean }>(text);
      const { rows } = await ask(`${about}, ${NOTICE_LOST_CLIENT}`).catch(async (error: unknown) => {
        if (isConnectionError(error)) throw error;
        return ask(about);
      });
      const [{ id, used }] = rows as [{ id: string; used: boolean }];
      return new LockSession(client, id, isPooled, used);
    } catch (error) {
      client.connection.stream.destroy();
      throw new DatabaseUnavailable(error);
    }
  }

  /** Whether the expression, which may take locks, is true; if another server process were to run it, it is not evaluated. */
  async isTrue(expression: string): Promise<boolean> {
    try {
      const { rows } = await this.client.query<{ is: boolean | null }>(
        `SELECT CASE WHEN ${SESSION_ID} = $1 THEN ${expression} END AS is`,
        [this.id],
      );
      return rows[0]?.is ?? false;
    } catch (error) {
      throw new DatabaseUnavailable(error);
    }
  }

  /**
   * Waits for the lock, for at most `limitMs`. Nothing else can be asked of the session meanwhile. While it waits, the session keeps
   * `VACUUM` from removing rows that were deleted since, and `CREATE INDEX CONCURRENTLY` from finishing, so the limit should be short.
   * @returns whether the session has got it
   */
  async waitFor(lock: number, limitMs: number): Promise<boolean> {
    this.isWaiting = true;
    try {
      const question: PatientQuery = {
        text: `SELECT CASE WHEN ${SESSION_ID} = $1 AND set_config('lock_timeout', $2, true) IS NOT NULL
          THEN pg_advisory_lock(${lock}) END`,
        values: [this.id, String(limitMs)],
        answerMs: limitMs + ANSWER_MS,
      };
      await this.client.query(question);
      this.isWaiting = false;
      return true;
    } catch {
      return false;
    }
  }

  /** Ends the session and frees its locks; if it waits for one, within a second. */
  async close(): Promise<void> {
    // A pooler would keep the session, and its locks with it.
    if (this.isPooled && !this.isWaiting)
      await this.isTrue('pg_advisory_unlock_all() IS NOT NULL').catch(() => undefined);
    await this.client.close();
  }
}
