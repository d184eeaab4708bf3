import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { StoreUnavailable, UnusableServer } from '../cache/entry/cache.errors.js';
import { CacheOptions } from '../cache/entry/cache.options.js';
import { type Ownership, CacheOwnership, OwnershipLock } from '../cache/store/cache-ownership.js';
import type { Denial } from '../cache/store/denials.js';
import { ReturnListeners } from '../cache/store/return-listeners.js';
import { SECOND_MS } from '../time/durations.js';
import { DatabaseSettings } from '../config/settings.js';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { Batcher } from '../database/batcher.js';
import { ReservedDatabase } from '../database/reserved.database.js';
import { PollLoop } from '../time/poll-loop.js';
import { ANNOUNCE_GENERATION, BEGIN_GENERATION } from './cache-generation.js';
import { CacheProtocol } from './cache-protocol.js';
import { END_SESSION, mayCache, mayStillCache, type Rights, OWNERSHIP_RIGHTS } from './ownership.rights.js';
import { OwnershipSession } from './ownership.session.js';
import { type StoreCandidate, StoreProof } from './store-proof.js';

const ASK_MS = SECOND_MS;
/**
 * A session that PostgreSQL itself gave its locks keeps them until it ends, which this process notices; so they are looked at less
 * often than those of a session behind a pooler, which may be another one.
 */
const CONFIRM_MS = 10 * SECOND_MS;
/** Retried because instances without a cache hold the lock of earlier releases for one statement at a time. */
const ATTEMPTS = 5;
const ATTEMPT_GAP_MS = 20;
/**
 * The locks of rules 16 and 20: instances with Redis share the lock of their protocol's version, an instance with the memory store
 * holds it exclusively; and each holds the lock of releases without versions, or waits for it. PostgreSQL releases them when the
 * session ends. An instance without them tries again every second, and the owners publish its changes. ADR 0014 explains why
 * that is enough. An instance with Redis must also prove that the others use the same (rule 21).
 */
@Injectable()
export class AdvisoryOwnershipLock
  extends OwnershipLock
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  private readonly kind: 'redis' | 'memory' | 'none';
  private readonly url: string;
  private readonly logger = new Logger('Cache');
  private readonly loop = new PollLoop(
    () => this.ownership.request(this),
    ASK_MS,
    () => this.isDue,
  );
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
  private isStarted = false;
  /** When the locks were last seen to be held, on `performance.now()`. */
  private confirmedAt = 0;

  constructor(
    settings: DatabaseSettings,
    { enabled, redis }: CacheOptions,
    private readonly ownership: CacheOwnership,
    private readonly reserved: ReservedDatabase,
    private readonly protocol: CacheProtocol,
    private readonly proof: StoreProof,
    listeners: ReturnListeners,
  ) {
    super();
    this.url = settings.sessionUrl;
    if (redis !== undefined) this.kind = 'redis';
    else this.kind = enabled ? 'memory' : 'none';
    proof.serve({
      isOwner: () => this.isOwner(),
      tryAgain: () => {
        if (this.held === undefined) this.loop.wake();
      },
      yield: () => void this.yield(),
    });
    listeners.onServersKnown(() => this.doubtUnprovenStore());
    listeners.onUsable(() => this.prove());
  }

  async onApplicationBootstrap(): Promise<void> {
    this.isStarted = true;
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

  async isOwned(): Promise<boolean> {
    return (await this.rightsOf()).isTaken;
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
      const answer = (await this.confirm()) ?? (await this.take());
      // A connection may have moved since it was looked at.
      return answer === 'granted' && this.kind === 'redis' && this.proof.isRefuted ? 'unknown' : answer;
    } catch (error) {
      // That the database or Redis cannot be used is logged where it is noticed.
      const isKnown = [DatabaseUnavailable, StoreUnavailable, UnusableServer].some(
        (type) => error instanceof type,
      );
      if (!isKnown) this.logger.error(error);
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
    // @mutant moved-connection-keeps-ownership
    const isMoved = this.kind === 'redis' && this.proof.isRefuted;
    if (!isHeld || isMoved) {
      this.ownership.revoke();
      await this.release();
      if (isMoved) await this.proof.announceChange();
      return undefined;
    }
    const { waitingSince } = held;
    if (waitingSince !== undefined && performance.now() - waitingSince > this.protocol.renewMs) {
      await this.replace(held).catch(() => undefined);
    }
    this.confirmedAt = performance.now();
    return this.held === undefined ? 'unknown' : 'granted';
  }

  private get isDue(): boolean {
    const { held } = this;
    if (held === undefined || held.isPooled || !this.ownership.isGranted) return true;
    const now = performance.now();
    const mustRenew = held.waitingSince !== undefined && now - held.waitingSince > this.protocol.renewMs;
    return mustRenew || now - this.confirmedAt > CONFIRM_MS - ASK_MS;
  }

  private async take(): Promise<Ownership> {
    let denial: Denial = 'another-store';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const rights = await this.rightsOf();
      const known = this.denialBy(rights);
      // The database answers, so others may write: reads that went on while it was unreachable end here.
      this.ownership.revoke();
      if (known === 'another-version') return known;
      const answer =
        known ?? (this.kind === 'redis' ? await this.takeForRedis(rights) : await this.tryNewSession());
      if (answer === 'granted' || answer === 'pooler' || answer === 'unproven-store' || answer === 'unknown')
        return answer;
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

  /** The proof comes first: an instance without one must not keep others from caching alone. */
  private async takeForRedis({ isTaken }: Rights): Promise<Ownership> {
    const candidate = await this.proof.candidate();
    if (candidate === undefined) return 'unknown';
    if (!isTaken) return this.tryNewSession(candidate);
    const { changes } = this.proof;
    const generation = await this.proof.generationOf(candidate);
    if (generation === undefined) return changes === this.proof.changes ? 'unproven-store' : 'unknown';
    return this.tryNewSession(candidate, generation);
  }

  /** @param generation whose store the candidate is; none if no instance seemed to cache. */
  private async tryNewSession(candidate?: StoreCandidate, generation?: string): Promise<Denial | 'granted'> {
    const session = await OwnershipSession.open(this.url, this.protocol.version);
    try {
      const denial = await (generation === undefined || candidate === undefined
        ? this.tryAlone(session, candidate)
        : this.tryToJoin(session, candidate, generation));
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
    // Now an instance can get an answer whose challenge this one could not answer yet.
    if (generation === undefined && candidate !== undefined) await this.proof.announceChange();
    return 'granted';
  }

  /** Takes the locks first and looks at the lock table then: of two versions that do so at once, one sees the other. */
  private async tryAlone(session: OwnershipSession, candidate?: StoreCandidate): Promise<Denial | undefined> {
    // A pooler may end the session and keep this connection: another process would cache before this one noticed.
    if (session.isUsed || (this.kind === 'memory' && session.isPooled)) return 'pooler';
    if (!(await session.takeVersionAlone())) return 'another-store';
    if (!(await session.takeEarlier())) return 'earlier-release';
    return this.beFirst(session, candidate);
  }

  private async tryToJoin(
    session: OwnershipSession,
    candidate: StoreCandidate,
    generation: string,
  ): Promise<Denial | undefined> {
    if (session.isUsed) return 'pooler';
    if (!(await session.takeVersion())) return 'another-store';
    if (!(await this.lineUp(session))) return 'earlier-release';
    return (await this.proof.accept(candidate, generation)) ? undefined : 'unproven-store';
  }

  /** No instance cached when the locks were taken, and none starts until they are shared. */
  private async beFirst(session: OwnershipSession, candidate?: StoreCandidate): Promise<Denial | undefined> {
    for (let attempt = 1; !mayCache(await this.rightsOf(session)); attempt++) {
      // Another version that tried at the same moment gives up, because it does not get the lock of earlier releases.
      if (attempt === ATTEMPTS) return 'another-version';
      await sleep(ATTEMPT_GAP_MS);
    }
    // An instance that finds no other instance caching does not know what happened before: the database may have been restored to an
    // earlier state (rule 19), or another version or an earlier release may have cached meanwhile (rule 20).
    // @mutant first-owner-keeps-generation
    await this.reserved.query(ANNOUNCE_GENERATION);
    if (candidate === undefined) return undefined;
    if (!(await this.proof.accept(candidate))) return 'unproven-store';
    if (!(await session.shareVersion())) return 'pooler';
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
    // A session that waits for a lock would notice only after a while that it was closed.
    if (held?.waitingSince !== undefined) {
      await this.reserved.query(END_SESSION, [held.id]).catch(() => undefined);
    }
    await held?.close();
  }

  private async isOwner(): Promise<boolean> {
    const { held } = this;
    return held !== undefined && mayStillCache(await this.rightsOf(held)) && this.held === held;
  }

  /** Called while reads bypass Redis: they use it again only after {@link prove}. */
  private doubtUnprovenStore(): void {
    if (this.held !== undefined && !this.proof.isProven) this.ownership.doubt();
  }

  private async prove(): Promise<void> {
    if (this.isProven || !this.isStarted) return;
    await this.loop.runNow().catch(() => undefined);
    // The database may not have answered.
    if (!this.isProven && this.ownership.mayRead) this.ownership.revoke();
  }

  private get isProven(): boolean {
    return this.held !== undefined && this.proof.isProven;
  }

  /** Called while reads bypass Redis, so that an instance that has a store need not wait for this one. */
  private async yield(): Promise<void> {
    if (this.held === undefined) return;
    this.ownership.doubt();
    await this.release();
    await this.proof.announceChange();
  }

  private lost(): void {
    this.held = undefined;
    if (this.kind === 'memory') this.ownership.revoke();
    else this.ownership.doubt();
    void this.loop.runNow().catch(() => undefined);
  }

  private async rightsOf(session?: OwnershipSession): Promise<Rights> {
    const [rights] = await this.reserved.query<Rights & Record<string, unknown>>(OWNERSHIP_RIGHTS, [
      session?.id ?? '',
      this.protocol.version,
    ]);
    if (rights === undefined) throw new Error('The query for the rights returned no row.');
    return rights;
  }
}
