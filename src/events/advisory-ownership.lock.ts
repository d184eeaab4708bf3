import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CacheOptions } from '../cache/entry/cache.options.js';
import { type Ownership, CacheOwnership, OwnershipLock } from '../cache/store/cache-ownership.js';
import { SECOND_MS } from '../time/durations.js';
import { DatabaseSettings } from '../config/settings.js';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { DirectConnection } from '../database/direct.connection.js';
import { Batcher } from '../database/batcher.js';
import { PollLoop } from '../time/poll-loop.js';
import { BEGIN_GENERATION } from './cache-generation.js';

const LOCK = ADVISORY_LOCKS.cacheOwnership;
const ASK_MS = SECOND_MS;
/** Retried because instances without a cache hold the lock for one statement at a time. */
const ATTEMPTS = 5;
const ATTEMPT_GAP_MS = 20;

/**
 * Whether the server process that runs this statement holds the lock. A transaction pooler may send this statement to
 * another server process than the one that took the lock. It may also let another instance use the process that took
 * it, and there a second acquisition would succeed.
 */
const IS_HELD_HERE = `EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid = 0 AND objid = ${LOCK} AND objsubid = 1 AND granted)`;
const SESSION = `(SELECT concat_ws(' ', pid, backend_start) FROM pg_stat_activity WHERE pid = pg_backend_pid())`;

/**
 * The lock of rule 16: instances with Redis hold this advisory lock shared, an instance with the memory store holds it
 * exclusively; PostgreSQL releases it when the connection dies. An instance without it tries again every second, and the
 * owners publish its changes. ADR 0009 explains why that is enough.
 */
@Injectable()
export class AdvisoryOwnershipLock
  extends OwnershipLock
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly kind: 'redis' | 'memory' | 'none';
  private readonly connection: DirectConnection;
  private readonly loop = new PollLoop(() => this.ownership.request(this), ASK_MS);
  /** Concurrent writes share one request, because the statements of a connection run one after another. */
  private readonly alone = new Batcher<void, boolean>(async (asked) => {
    const isAlone = await this.isAlone();
    return asked.map(() => isAlone);
  });
  /** The server process that took the lock for this instance; `undefined` while it is not held. */
  private heldBy: string | undefined;
  private readonly logger = new Logger('Cache');
  private isPoolerReported = false;
  /** The server on which this instance last held the lock, and its start. */
  private server: string | undefined;
  /** Counts lost connections: an answer from an earlier connection says nothing about the present one. */
  private session = 0;

  constructor(
    settings: DatabaseSettings,
    { enabled, redis }: CacheOptions,
    private readonly ownership: CacheOwnership,
  ) {
    super();
    if (redis !== undefined) this.kind = 'redis';
    else this.kind = enabled ? 'memory' : 'none';
    this.connection = new DirectConnection({
      url: settings.DATABASE_URL ?? '',
      name: 'bookedbarber cache lock',
      onLost: () => this.lost(),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connection.open();
    await this.loop.runNow().catch(() => undefined);
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.connection.close();
  }

  async request(): Promise<Ownership> {
    if (this.kind === 'none') return 'denied';
    const { session } = this;
    try {
      const heldBy = (await this.isStillHeld()) ? this.heldBy : await this.take();
      if (session !== this.session) return 'unknown';
      this.heldBy = heldBy;
      return heldBy === undefined ? 'denied' : 'granted';
    } catch {
      return 'unknown';
    }
  }

  async isUnowned(): Promise<boolean> {
    return this.kind === 'none' && this.alone.request();
  }

  private async isAlone(): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const begun = await this.connection
        .query(
          `WITH lock AS MATERIALIZED (SELECT NOT ${IS_HELD_HERE} AND pg_try_advisory_xact_lock(${LOCK}) AS taken)
           ${BEGIN_GENERATION} FROM lock WHERE lock.taken RETURNING 1`,
        )
        .catch(() => []);
      if (begun.length > 0) return true;
    }
    return false;
  }

  private async isStillHeld(): Promise<boolean> {
    if (this.heldBy === undefined) return false;
    const [answer] = await this.connection.query<{ is: boolean }>(
      `SELECT ${SESSION} = $1 AND ${IS_HELD_HERE} AS is`,
      [this.heldBy],
    );
    return answer?.is ?? false;
  }

  /** @returns the server process that now holds the lock for this instance, if any */
  private async take(): Promise<string | undefined> {
    const heldBy = await this.tryLock('pg_try_advisory_lock');
    if (heldBy === undefined) return this.kind === 'redis' ? this.join() : undefined;
    if (this.kind === 'memory' && Number.parseInt(heldBy, 10) !== this.connection.serverProcess) {
      return this.refuseMemoryBehindPooler();
    }
    try {
      await this.beginAlone();
    } catch (error) {
      // Release it: if it stayed held although no new generation was started, the next request would count it as
      // granted.
      await this.connection.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      throw error;
    }
    return heldBy;
  }

  /** A pooler may lose the lock's session and keep this connection: another process would cache before this one noticed. */
  private async refuseMemoryBehindPooler(): Promise<undefined> {
    await this.connection.query('SELECT pg_advisory_unlock_all()');
    if (!this.isPoolerReported) {
      this.logger.warn(
        'DATABASE_URL leads through a connection pooler, where no process can be sure to cache alone: ' +
          'this one answers from the database. Set REDIS_URL, or let DATABASE_URL name the PostgreSQL server itself.',
      );
    }
    this.isPoolerReported = true;
  }

  private async beginAlone(): Promise<void> {
    const server = await this.identifyServer();
    // An instance that finds no other instance caching does not know what happened before: the database may have been
    // restored to an earlier state (rule 19). That is ruled out if the server has not restarted since this instance
    // last held the lock.
    // @mutant first-owner-keeps-generation
    if (this.kind === 'memory' || server !== this.server) await this.connection.query(BEGIN_GENERATION);
    this.server = server;
    if (this.kind === 'memory') return;
    await this.connection.query(`SELECT pg_advisory_lock_shared(${LOCK}), pg_advisory_unlock(${LOCK})`);
  }

  private async identifyServer(): Promise<string | undefined> {
    const [found] = await this.connection.query<{ server: string }>(
      `SELECT concat_ws(' ', system_identifier, pg_postmaster_start_time()) AS server FROM pg_control_system()`,
    );
    return found?.server;
  }

  /**
   * Acquires the lock shared with other instances on the same Redis. Retries, because an instance that is starting
   * holds it exclusively for a moment.
   */
  private async join(): Promise<string | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const heldBy = await this.tryLock('pg_try_advisory_lock_shared');
      if (heldBy !== undefined) {
        this.server = await this.identifyServer().catch(() => undefined);
        return heldBy;
      }
      await sleep(ATTEMPT_GAP_MS);
    }
    return undefined;
  }

  private lost(): void {
    this.session++;
    this.heldBy = undefined;
    if (this.kind === 'memory') this.ownership.revoke();
    else this.ownership.doubt();
    void this.loop.runNow().catch(() => undefined);
  }

  private async tryLock(
    attempt: 'pg_try_advisory_lock' | 'pg_try_advisory_lock_shared',
  ): Promise<string | undefined> {
    const [answer] = await this.connection.query<{ by: string | null }>(
      `SELECT CASE WHEN NOT ${IS_HELD_HERE} AND ${attempt}(${LOCK}) THEN ${SESSION} END AS by`,
    );
    return answer?.by ?? undefined;
  }
}
