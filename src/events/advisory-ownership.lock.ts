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
import { BEGIN_GENERATION } from './cache-generation.js';
import { CacheProtocol } from './cache-protocol.js';
import { ATTEMPT_GAP_MS, ATTEMPTS, OwnershipAcquisition } from './ownership.acquisition.js';
import { denialBy, END_SESSION, mayStillCache, type StoreKind } from './ownership.rights.js';
import type { OwnershipSession } from './ownership.session.js';
import { StoreProof } from './store-proof.js';

const POLL_MS = SECOND_MS;
/**
 * A session that PostgreSQL itself gave its locks keeps them until it ends, which this process notices; so they are checked less
 * often than those of a session behind a pooler, which may be another one.
 */
const CONFIRM_MS = 10 * SECOND_MS;
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
  private readonly kind: StoreKind;
  private readonly locks: OwnershipAcquisition;
  private readonly logger = new Logger('Cache');
  private readonly loop = new PollLoop(
    () => this.ownership.request(this),
    POLL_MS,
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
    if (redis !== undefined) this.kind = 'redis';
    else this.kind = enabled ? 'memory' : 'none';
    this.locks = new OwnershipAcquisition(this.kind, settings.sessionUrl, reserved, protocol, proof);
    proof.serve({
      isOwner: () => this.isOwner(),
      tryAgain: () => {
        if (this.held === undefined) this.loop.wake();
      },
      yield: () => void this.yield().catch(() => undefined),
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
    return (await this.locks.rightsOf()).isTaken;
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
      // A connection may have moved since it was checked.
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
    const isHeld = mayStillCache(await this.locks.rightsOf(held));
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
    return mustRenew || now - this.confirmedAt > CONFIRM_MS - POLL_MS;
  }

  private async take(): Promise<Ownership> {
    let denial: Denial = 'another-store';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const rights = await this.locks.rightsOf();
      const known = denialBy(rights, this.kind);
      // The database answers, so others may write: reads that went on while it was unreachable end here.
      this.ownership.revoke();
      if (known === 'another-version') return known;
      const answer = known ?? (await this.locks.attempt(rights));
      if (typeof answer === 'object') {
        this.hold(answer.session);
        // Now an instance can get an answer whose challenge this one could not answer yet.
        if (answer.isFirst && this.kind === 'redis') await this.proof.announceChange();
        return 'granted';
      }
      if (answer === 'pooler' || answer === 'unproven-store' || answer === 'unknown') return answer;
      denial = answer;
      // Two instances that began at the same moment must not meet again and again.
      await sleep(ATTEMPT_GAP_MS * (0.5 + Math.random()));
    }
    return denial;
  }

  /** Puts another session in line before the one that waits leaves it, so that the line is never empty. */
  private async replace(waiting: OwnershipSession): Promise<void> {
    const session = await this.locks.replacement();
    if (session === undefined) return;
    if (this.held !== waiting) return session.close();
    this.hold(session);
    await waiting.close();
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
    return held !== undefined && mayStillCache(await this.locks.rightsOf(held)) && this.held === held;
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
}
