import { Injectable, Logger } from '@nestjs/common';
import { type Denial, DENIALS } from './denials.js';

/** Outcome of a request for cache ownership: granted, or why it is denied; `unknown`: the database did not answer. */
export type Ownership = 'granted' | 'unknown' | Denial;

/**
 * Port to the lock that decides which instances of a database may use their cache store: either one process with a cache in
 * its memory, or all processes that share a Redis. Never both, since neither sees the invalidations of the other (rule 16,
 * ADR 0009).
 */
export abstract class OwnershipLock {
  /** Acquires the lock, or checks that it is still held. */
  abstract request(): Promise<Ownership>;

  /**
   * For an instance that does not cache: true if no instance on this database caches right now. If so, nothing that any
   * instance cached before will match again.
   */
  abstract isUnowned(): Promise<boolean>;

  /** Whether some instance on this database caches, or may be about to. */
  abstract isOwned(): Promise<boolean>;
}

/** Tells whether this instance may read and invalidate its store. Until the lock has been requested, it may not. */
@Injectable()
export class CacheOwnership {
  private readonly log = new Logger('Cache');
  private lock: OwnershipLock | undefined;
  private last: Ownership = 'unknown';
  private reads = false;
  private logged: 'granted' | Denial | undefined;
  private readonly listeners: (() => Promise<void>)[] = [];

  /**
   * Whether reads may use the store. A grant stays valid until the lock is denied or {@link revoke} is called. Losing
   * the database does not end it: no write is possible meanwhile, so no hit can be stale.
   */
  get mayRead(): boolean {
    return this.reads;
  }

  /** Why this instance may not cache, as of the last answer; `undefined` if it may, and while there was no answer. */
  get denial(): Denial | undefined {
    return this.logged === undefined || this.logged === 'granted' ? undefined : this.logged;
  }

  /** Whether the last answer was a grant, and nothing has cast doubt on it since. */
  get isGranted(): boolean {
    return this.last === 'granted';
  }

  /** Whether an invalidation by this instance reaches every cache of the database; ask it after FORGET was answered. */
  async mayPublish(): Promise<boolean> {
    return this.last === 'granted' || ((await this.lock?.isUnowned()) ?? false);
  }

  /**
   * Whether an invalidation that this instance cannot publish must be awaited. While no session holds the lock, only instances cache that
   * have not noticed yet that theirs has ended (S2), and the first one that takes it begins a new generation.
   */
  async isAwaited(): Promise<boolean> {
    // @mutant owners-not-awaited
    return this.last !== 'granted' && ((await this.lock?.isOwned()) ?? false);
  }

  /** Requests the lock; may be called repeatedly. @throws the error of a listener of {@link onGranted} */
  async request(lock: OwnershipLock): Promise<void> {
    this.lock = lock;
    const answer = await lock.request();
    const isNew = answer === 'granted' && this.last !== 'granted';
    this.last = answer;
    if (isNew) await this.prepare();
    // `doubt` may have been called meanwhile.
    if (this.last === 'unknown') return;
    // @mutant store-used-without-ownership
    this.reads = this.last === 'granted';
    if (this.logged !== this.last) this.logChange(this.last);
  }

  /** Runs `listener` between each grant and the first read: reads use the store once it has resolved. */
  onGranted(listener: () => Promise<void>): void {
    this.listeners.push(listener);
  }

  /** Call when the lock may be lost: this instance publishes nothing until the lock was requested again. */
  doubt(): void {
    this.last = 'unknown';
  }

  /** As {@link doubt}; in addition, reads bypass the store. */
  revoke(): void {
    this.doubt();
    this.reads = false;
  }

  private async prepare(): Promise<void> {
    try {
      await Promise.all(this.listeners.map((listener) => listener()));
    } catch (error) {
      this.doubt();
      throw error;
    }
  }

  private logChange(now: 'granted' | Denial): void {
    this.logged = now;
    if (now === 'granted') this.log.log('Cache enabled for this process');
    else
      this.log.log(
        `Cache disabled for this process, requests are answered from the database: ${DENIALS[now]}.`,
      );
  }
}
