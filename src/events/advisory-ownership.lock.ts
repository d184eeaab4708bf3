import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CacheOptions } from '../cache/entry/cache.options.js';
import { type Ownership, CacheOwnership, OwnershipLock } from '../cache/store/cache-ownership.js';
import type { Denial } from '../cache/store/denials.js';
import { SECOND_MS } from '../time/durations.js';
import { DatabaseSettings } from '../config/settings.js';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { Batcher } from '../database/batcher.js';
import { ReservedDatabase } from '../database/reserved.database.js';
import { PollLoop } from '../time/poll-loop.js';
import { ANNOUNCE_GENERATION, BEGIN_GENERATION } from './cache-generation.js';
import { CacheProtocol } from './cache-protocol.js';
import { mayCache, mayStillCache, type Rights, RIGHTS } from './ownership.rights.js';
import { OwnershipSession } from './ownership.session.js';

const ASK_MS = SECOND_MS;
/** Retried because instances without a cache hold the lock of earlier releases for one statement at a time. */
const ATTEMPTS = 5;
const ATTEMPT_GAP_MS = 20;
/**
 * The locks of rules 16 and 20: instances with Redis share the lock of their protocol's version, an instance with the memory store
 * holds it exclusively; and each holds the lock of releases without versions, or waits for it. PostgreSQL releases them when the
 * session ends. An instance without them tries again every second, and the owners publish its changes. ADR 0014 explains why
 * that is enough.
 */
@Injectable()
export class AdvisoryOwnershipLock
  extends OwnershipLock
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  private readonly kind: 'redis' | 'memory' | 'none';
  private readonly url: string;
  private readonly logger = new Logger('Cache');
  private readonly loop = new PollLoop(() => this.ownership.request(this), ASK_MS);
  /** Concurrent writes share one statement. */
  private readonly alone = new Batcher<void, boolean>(async (asked) => {
    const isAlone = await this.isAlone();
    return asked.map(() => isAlone);
  });
  /** One at a time, or two sessions would be taken. */
  private readonly requests = new Batcher<void, Ownership>(async (asked) => {
    const answer = await this.confirmOrTake();
    return asked.map(() => answer);
  });
  private held: OwnershipSession | undefined;

  constructor(
    settings: DatabaseSettings,
    { enabled, redis }: CacheOptions,
    private readonly ownership: CacheOwnership,
    private readonly reserved: ReservedDatabase,
    private readonly protocol: CacheProtocol,
  ) {
    super();
    this.url = settings.DATABASE_URL ?? '';
    if (redis !== undefined) this.kind = 'redis';
    else this.kind = enabled ? 'memory' : 'none';
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.loop.runNow().catch(() => undefined);
    this.loop.start();
  }

  /** After the last request: until then, this instance reads from its store and others must not cache in another one. */
  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    this.ownership.revoke();
    await this.release();
  }

  async request(): Promise<Ownership> {
    return this.requests.request();
  }

  async isUnowned(): Promise<boolean> {
    return this.kind === 'none' && this.alone.request();
  }

  /** Instances that cache hold the lock of earlier releases or wait for it, whatever their version. */
  private async isAlone(): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const begun = await this.reserved
        .query(
          `WITH lock AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.cacheOwnership}) AS taken)
           ${BEGIN_GENERATION} FROM lock WHERE lock.taken RETURNING 1`,
        )
        .catch(() => []);
      if (begun.length > 0) return true;
    }
    return false;
  }

  private async confirmOrTake(): Promise<Ownership> {
    if (this.kind === 'none') return 'switched-off';
    try {
      return (await this.confirm()) ?? (await this.take());
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) this.logger.error(error);
      return 'unknown';
    }
  }

  /** `undefined` if nothing is held any more. */
  private async confirm(): Promise<Ownership | undefined> {
    const { held } = this;
    if (held === undefined) return undefined;
    const isHeld = mayStillCache(await this.rightsOf(held));
    // The session may have ended while the lock table was read.
    if (this.held !== held) return 'unknown';
    if (!isHeld) {
      this.ownership.revoke();
      await this.release();
      return undefined;
    }
    const { waitingSince } = held;
    if (waitingSince !== undefined && performance.now() - waitingSince > this.protocol.renewMs) {
      await this.replace(held).catch(() => undefined);
    }
    return this.held === undefined ? 'unknown' : 'granted';
  }

  private async take(): Promise<Ownership> {
    let denial: Denial = 'another-store';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const known = this.denialBy(await this.rightsOf());
      // The database answers, so others may write: reads that went on while it was unreachable end here.
      this.ownership.revoke();
      if (known === 'another-version') return known;
      const answer = known ?? (await this.tryNewSession());
      if (answer === 'granted' || answer === 'pooler') return answer;
      denial = answer;
      // Two instances that began at the same moment must not meet again and again.
      await sleep(ATTEMPT_GAP_MS * (0.5 + Math.random()));
    }
    return denial;
  }

  /** Why it would be in vain to open a session; `undefined` if it may succeed. */
  private denialBy({ otherVersion, isTaken, isGuarded, isAlone }: Rights): Denial | undefined {
    if (otherVersion !== null) return 'another-version';
    if (isTaken && !isGuarded) return 'earlier-release';
    return isTaken && (isAlone || this.kind === 'memory') ? 'another-store' : undefined;
  }

  private async tryNewSession(): Promise<Denial | 'granted'> {
    const session = await OwnershipSession.open(this.url, this.protocol.version);
    try {
      const denial = await this.tryWith(session);
      if (denial !== undefined) {
        await session.close();
        // Behind a pooler, another server process may have run the statements.
        return session.isPooled && denial === 'another-store' ? 'pooler' : denial;
      }
    } catch (error) {
      // Close it: if its locks stayed held although no new generation was started, nothing would tell that it was not.
      await session.close();
      throw error;
    }
    this.hold(session);
    return 'granted';
  }

  /** Takes the locks first and looks at the lock table then: of two versions that do so at once, one sees the other. */
  private async tryWith(session: OwnershipSession): Promise<Denial | undefined> {
    // A pooler may end the session and keep this connection: another process would cache before this one noticed.
    if (session.isUsed || (this.kind === 'memory' && session.isPooled)) return 'pooler';
    if (await session.takeVersionAlone()) {
      if (!(await session.takeEarlier())) return 'earlier-release';
      return this.beFirst(session);
    }
    if (this.kind !== 'redis' || !(await session.takeVersion())) return 'another-store';
    return (await this.lineUp(session)) ? undefined : 'earlier-release';
  }

  /** No instance cached when the locks were taken, and none starts until they are shared. */
  private async beFirst(session: OwnershipSession): Promise<Denial | undefined> {
    for (let attempt = 1; !mayCache(await this.rightsOf(session)); attempt++) {
      // Another version that tried at the same moment gives up, because it does not get the lock of earlier releases.
      if (attempt === ATTEMPTS) return 'another-version';
      await sleep(ATTEMPT_GAP_MS);
    }
    // An instance that finds no other instance caching does not know what happened before: the database may have been restored to an
    // earlier state (rule 19), or another version or an earlier release may have cached meanwhile (rule 20).
    // @mutant first-owner-keeps-generation
    await this.reserved.query(ANNOUNCE_GENERATION);
    if (this.kind === 'redis' && !(await session.shareVersion())) return 'pooler';
    return undefined;
  }

  /** Whether the session, which has its version, is in line, and the first in line is not an earlier release. */
  private async lineUp(session: OwnershipSession): Promise<boolean> {
    let rights: Rights | undefined;
    const isInLine = await session.lineUp(async () => {
      rights = await this.rightsOf(session);
      return rights.isInLine;
    });
    return isInLine && rights !== undefined && mayCache(rights);
  }

  /** Puts another session in line before the one that waits leaves it, so that the line is never empty. */
  private async replace(waiting: OwnershipSession): Promise<void> {
    const session = await OwnershipSession.open(this.url, this.protocol.version);
    try {
      // @mutant place-in-line-given-up
      if ((await session.takeVersion()) && (await this.lineUp(session)) && this.held === waiting) {
        this.hold(session);
        await waiting.close();
        return;
      }
    } catch {
      // The next request tries again.
    }
    await session.close();
  }

  private hold(session: OwnershipSession): void {
    this.held = session;
    session.onEnded(() => {
      if (this.held === session) this.lost();
    });
  }

  private async release(): Promise<void> {
    const { held } = this;
    this.held = undefined;
    await held?.close();
  }

  private lost(): void {
    this.held = undefined;
    if (this.kind === 'memory') this.ownership.revoke();
    else this.ownership.doubt();
    void this.loop.runNow().catch(() => undefined);
  }

  private async rightsOf(session?: OwnershipSession): Promise<Rights> {
    const [rights] = await this.reserved.query<Rights & Record<string, unknown>>(RIGHTS, [
      session?.id ?? '',
      this.protocol.version,
    ]);
    if (rights === undefined) throw new Error('The query for the rights returned no row.');
    return rights;
  }
}
