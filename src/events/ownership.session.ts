import { setTimeout as sleep } from 'node:timers/promises';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { LockSession } from '../database/lock.session.js';
import { SECOND_MS } from '../time/durations.js';

const { cacheOwnership: EARLIER, cacheProtocol: PROTOCOL } = ADVISORY_LOCKS;
const APPLICATION = 'bookedbarber cache lock';
/** How long one session waits for the lock of earlier releases. Another session has taken its place well before. */
const WAIT_MS = 60 * SECOND_MS;
const POLL_MS = 20;
/** A request to wait shows in the lock table as soon as the server has received it. */
const ARRIVES_MS = SECOND_MS;

/** The locks of one database session that together are cache ownership (rule 20). They end with the session. */
export class OwnershipSession {
  /** When it began to wait for the lock of earlier releases, on `performance.now()`; `undefined` once it has it. */
  waitingSince: number | undefined;

  private constructor(
    private readonly session: LockSession,
    private readonly version: number,
  ) {}

  /** @throws DatabaseUnavailable */
  static async open(url: string, version: number): Promise<OwnershipSession> {
    return new OwnershipSession(await LockSession.open(url, APPLICATION), version);
  }

  get id(): string {
    return this.session.id;
  }

  get isPooled(): boolean {
    return this.session.isPooled;
  }

  get isUsed(): boolean {
    return this.session.isUsed;
  }

  /** Takes the version's lock exclusively: no other instance of this version caches, or starts to. */
  async takeVersionAlone(): Promise<boolean> {
    return this.session.isTrue(`pg_try_advisory_lock(${this.keys})`);
  }

  /** Takes the version's lock together with the others that cache in Redis. */
  async takeVersion(): Promise<boolean> {
    return this.session.isTrue(`pg_try_advisory_lock_shared(${this.keys})`);
  }

  /** After {@link takeVersionAlone}: lets others of this version in. */
  async shareVersion(): Promise<boolean> {
    return this.session.isTrue(
      `pg_try_advisory_lock_shared(${this.keys}) AND pg_advisory_unlock(${this.keys})`,
    );
  }

  /** Takes the lock of earlier releases: neither one of them caches, nor any instance that knows versions. */
  async takeEarlier(): Promise<boolean> {
    return this.session.isTrue(`pg_try_advisory_lock(${EARLIER})`);
  }

  /**
   * Waits for the lock of earlier releases. PostgreSQL refuses it to all that come later, and gives it to the next in line in the
   * moment in which its holder goes. Nothing else can be asked of the session until it has the lock.
   * @param isInLine whether the lock table shows the session
   * @returns whether it is in line now
   */
  async lineUp(isInLine: () => Promise<boolean>): Promise<boolean> {
    this.waitingSince = performance.now();
    let isOver = false;
    void this.wait().finally(() => {
      isOver = true;
    });
    const deadline = performance.now() + ARRIVES_MS;
    while (performance.now() < deadline) {
      await sleep(POLL_MS);
      if (await isInLine()) return true;
      if (isOver && this.waitingSince !== undefined) return false;
    }
    return false;
  }

  /** Calls `listener` once, when the session has ended by whatever cause. */
  onEnded(listener: () => void): void {
    void this.session.ended.then(listener);
  }

  async close(): Promise<void> {
    await this.session.close();
  }

  private async wait(): Promise<void> {
    if (await this.session.waitFor(EARLIER, WAIT_MS)) this.waitingSince = undefined;
    else await this.session.close();
  }

  private get keys(): string {
    return `${PROTOCOL}, ${this.version}`;
  }
}
