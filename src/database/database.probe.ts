import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseSettings } from '../config/settings.js';
import { SECOND_MS } from '../time/durations.js';
import { PollLoop } from '../time/poll-loop.js';
import { INSTANCE, StateLog } from '../time/state-log.js';
import { DatabaseUnavailable, isConnectionEnd, isRefusal, wordsOf } from './database.errors.js';
import { DirectConnection } from './direct.connection.js';
import { SESSIONS } from './sessions.sql.js';

const PERIOD_MS = SECOND_MS / 2;
const TIMEOUT_MS = SECOND_MS;
const IS_READ_ONLY = `pg_is_in_recovery() OR current_setting('transaction_read_only')::bool`;
/** A commit that waits for a synchronous standby cannot be taken back: each one that is given up keeps a connection of the server. */
const AWAITS_STANDBY = `EXISTS (SELECT FROM ${SESSIONS} AS one
  JOIN pg_stat_get_activity(pg_backend_pid()) AS own USING (datid, usesysid)
  WHERE one.wait_event = 'SyncRep' AND one.query_start < clock_timestamp() - interval '3 seconds')`;
/** SQL: whether the server takes no changes. */
export const TAKES_NO_CHANGES = `${IS_READ_ONLY} OR ${AWAITS_STANDBY}`;
const QUESTION = `SELECT ${IS_READ_ONLY} AS "isReadOnly", ${AWAITS_STANDBY} AS "awaitsStandby",
  to_regclass('outbox') IS NULL AS "isEmpty"`;
const READ_ONLY = 'it is a standby, or was set read-only';
const AWAITING = 'its commits wait for a synchronous standby (synchronous_standby_names)';
const EMPTY =
  'its tables are missing: restore a backup, or restart the application, which creates them empty';

interface Answer {
  readonly isReadOnly: boolean;
  readonly awaitsStandby: boolean;
  /** The database was dropped and created again, or a backup is being restored. */
  readonly isEmpty: boolean;
}

/** `read-only`: it answers and takes no changes, as a standby does, and a primary whose synchronous standby is away. */
export type DatabaseState = 'available' | 'read-only' | 'unavailable';

/**
 * Whether PostgreSQL answers, known without waiting: the result is at most about three seconds old, or four while nothing happens. It
 * has a connection of its own, because a pool that is busy does not mean that the database is unreachable. It asks only if nothing else
 * of this process was answered lately, see {@link answered}.
 */
@Injectable()
export class DatabaseProbe implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly connection: DirectConnection;
  private readonly loop = new PollLoop(
    () => this.check(),
    PERIOD_MS,
    () => this.isRefused || performance.now() >= this.trustedUntil,
  );
  /** Until then, on `performance.now()`, the answer of another connection counts. */
  private trustedUntil = 0;
  /** Whether another connection of this process was refused, as after a change of the password: this one would be, too. */
  private isRefused = false;
  private silences = 0;
  /** The last two times at which it had failed to answer. */
  private silentAt: readonly [before: number, last: number] = [0, 0];
  private poolAnsweredAt = 0;
  private failures = 0;
  private lostAt = 0;
  private readonly logger = new Logger('Database');
  private readonly log: StateLog<DatabaseState>;
  private found: DatabaseState = 'unavailable';

  constructor(settings: DatabaseSettings) {
    this.log = new StateLog<DatabaseState>('available', (line) => this.logger.warn(line));
    this.connection = new DirectConnection({
      url: settings.DATABASE_URL ?? '',
      isLent: true,
      name: 'bookedbarber probe',
      timeoutMs: TIMEOUT_MS,
      onConnected: async () => {
        if (this.found !== 'read-only') void this.loop.runNow().catch(() => undefined);
      },
      onLost: () => this.doubt(),
    });
  }

  /**
   * Tells that the server answered on another connection of this process, over the same URL. It only confirms what was found: the
   * probe asks for itself whether a server that was lost, or takes no changes, is back.
   * @param forMs how long that may count: until the next such answer is due
   */
  answered({ isReadOnly }: { readonly isReadOnly: boolean }, forMs: number): void {
    if (this.found === 'available' && this.failures === 0 && !isReadOnly) {
      this.trustedUntil = performance.now() + forMs;
    } else this.doubt();
  }

  /** To be called when an answer does not come, or a connection was closed. */
  doubt(): void {
    this.trustedUntil = 0;
  }

  /** To be called when the pool has no connection, and the server refuses its login. */
  refused(): void {
    this.isRefused = true;
  }

  /** To be called when the pool got an answer. */
  poolAnswered(): void {
    this.poolAnsweredAt = performance.now();
  }

  get state(): DatabaseState {
    return this.found;
  }

  /**
   * Whether it failed to answer twice in a row, and the pool got no answer in between or since. Once may mean that this process was
   * suspended; and a server, a pooler or a machine that is busy may answer the pool and be late for the probe. A server that refuses the
   * probe's connection answers: the pool's connections may be usable.
   */
  get isLost(): boolean {
    return this.silences > 1 && this.poolAnsweredAt < this.silentAt[0];
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connection.open();
    await this.loop.runNow();
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.connection.close();
    this.log.close();
  }

  /** One warning for each change, for the person on call. */
  private report(cause = ''): void {
    const seconds = ((performance.now() - this.lostAt) / SECOND_MS).toFixed(1);
    const lines: Record<DatabaseState, string> = {
      available: `PostgreSQL can be used again${this.lostAt === 0 ? '' : `, ${seconds} s after it was lost`}. Instance ${INSTANCE}. For users, everything works`,
      'read-only': `PostgreSQL takes no changes: ${cause}. Instance ${INSTANCE}. For users, bookings and other changes fail with 503; reads go on`,
      unavailable: `PostgreSQL cannot be used: ${cause}. Instance ${INSTANCE}. For users, bookings and other changes fail with 503; only reads that are cached in Redis go on`,
    };
    this.log.change(this.found, lines[this.found]);
    if (this.found !== 'unavailable') this.lostAt = 0;
  }

  /** On a new connection if the present one was ended, as by an administrator or a pooler: the server may be well. */
  private async ask(): Promise<Answer[]> {
    const ask = () => this.connection.query<Answer>(QUESTION);
    return ask().catch(async (error: unknown) => {
      if (!(error instanceof DatabaseUnavailable && isConnectionEnd(error.cause))) throw error;
      await this.connection.reopen();
      return ask();
    });
  }

  private async check(): Promise<void> {
    try {
      // What made it read-only may be a setting of its session, which is over for new ones.
      if (this.found === 'read-only' || this.isRefused) {
        this.isRefused = false;
        await this.connection.renew();
      }
      const [row] = await this.ask();
      if (row?.isEmpty === true)
        throw new DatabaseUnavailable(Object.assign(new Error(EMPTY), { code: '42P01' }));
      const awaitsStandby = row?.awaitsStandby === true;
      this.found = awaitsStandby || row?.isReadOnly === true ? 'read-only' : 'available';
      this.silences = this.failures = 0;
      this.report(awaitsStandby ? AWAITING : READ_ONLY);
    } catch (error) {
      this.found = 'unavailable';
      const isAnswer = error instanceof DatabaseUnavailable && isRefusal(error.cause);
      this.silences = isAnswer ? 0 : this.silences + 1;
      if (!isAnswer) this.silentAt = [this.silentAt[1], performance.now()];
      if (this.failures++ === 0) this.lostAt = performance.now();
      // Once may be a connection that was ended alone, or a pause of this process.
      if (this.isLost || (isAnswer && this.failures > 1)) this.report(causeOf(error));
    }
  }
}

function causeOf(error: unknown): string {
  const { cause } = error as Error;
  return wordsOf(cause instanceof Error ? cause : (error as Error));
}
