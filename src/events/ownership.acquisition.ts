import { setTimeout as sleep } from 'node:timers/promises';
import type { Denial } from '../cache/store/denials.js';
import type { ReservedDatabase } from '../database/reserved.database.js';
import { ANNOUNCE_GENERATION } from './cache-generation.js';
import type { CacheProtocol } from './cache-protocol.js';
import { mayCache, OWNERSHIP_RIGHTS, type Rights, type StoreKind } from './ownership.rights.js';
import { OwnershipSession } from './ownership.session.js';
import type { StoreCandidate, StoreProof } from './store-proof.js';

/** Retried because instances without a cache hold the lock of earlier releases for one statement at a time. */
export const ATTEMPTS = 5;
export const ATTEMPT_GAP_MS = 20;

/** A session that holds the locks, and whether no instance cached when it took them. */
export interface Acquired {
  readonly session: OwnershipSession;
  readonly isFirst: boolean;
}

/** Takes the locks of cache ownership with new sessions (rules 16, 20 and 21). */
export class OwnershipAcquisition {
  constructor(
    private readonly kind: StoreKind,
    private readonly url: string,
    private readonly reserved: ReservedDatabase,
    private readonly protocol: CacheProtocol,
    private readonly proof: StoreProof,
  ) {}

  /**
   * One attempt, where {@link denialBy} has no objection to `rights`. `unknown`: too much has changed meanwhile.
   * @throws DatabaseUnavailable
   */
  async attempt(rights: Rights): Promise<Acquired | Denial | 'unknown'> {
    return this.kind === 'redis' ? this.takeForRedis(rights) : this.tryNewSession();
  }

  /** A session that has the version and is in line, to take the place of one that waits; `undefined` if there is none. */
  async replacement(): Promise<OwnershipSession | undefined> {
    const session = await OwnershipSession.open(this.url, this.protocol.version);
    try {
      // @mutant place-in-line-given-up
      if ((await session.takeVersion()) && (await this.lineUp(session))) return session;
    } catch {
      // The next request tries again.
    }
    await session.close();
    return undefined;
  }

  /** What the lock table says about a session, or about none. @throws DatabaseUnavailable */
  async rightsOf(session?: OwnershipSession): Promise<Rights> {
    const [rights] = await this.reserved.query<Rights & Record<string, unknown>>(OWNERSHIP_RIGHTS, [
      session?.id ?? '',
      this.protocol.version,
    ]);
    if (rights === undefined) throw new Error('The query for the rights returned no row.');
    return rights;
  }

  /** The proof comes first: an instance without one must not keep others from caching alone. */
  private async takeForRedis({ isTaken }: Rights): Promise<Acquired | Denial | 'unknown'> {
    const candidate = await this.proof.candidate();
    if (candidate === undefined) return 'unknown';
    if (!isTaken) return this.tryNewSession(candidate);
    const { changes } = this.proof;
    const generation = await this.proof.generationOf(candidate);
    if (generation === undefined) return changes === this.proof.changes ? 'unproven-store' : 'unknown';
    return this.tryNewSession(candidate, generation);
  }

  /** @param generation whose store the candidate is; none if no instance seemed to cache. */
  private async tryNewSession(candidate?: StoreCandidate, generation?: string): Promise<Acquired | Denial> {
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
      // Close it: if its locks stayed held although no new generation was started, nothing would show that it was not.
      await session.close();
      throw error;
    }
    return { session, isFirst: generation === undefined };
  }

  /** Takes the locks first and reads the lock table then: of two versions that do so at once, one sees the other. */
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
}
