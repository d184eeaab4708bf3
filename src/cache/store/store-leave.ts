import { Injectable, Logger } from '@nestjs/common';

/** What became of asking; `unknown`: the database did not answer. */
export type Leave = 'given' | 'refused' | 'unknown';

/**
 * Who of a database's instances may cache in what: either one process in its memory, or all that share a Redis; never
 * both, since neither is told what the other forgets (rule 16, ADR 0009).
 */
export abstract class StoreLock {
  /** Asks for the leave, or whether it is still there. */
  abstract ask(): Promise<Leave>;

  /** What must be done between the leave and the first read: until it resolves, nothing is read by it. */
  abstract prepare(): Promise<void>;

  /**
   * For who caches nowhere: whether nobody of the database caches at this moment. If so, nothing that anybody cached
   * before will ever match again.
   */
  abstract isNobodys(): Promise<boolean>;
}

/** Whether this instance may use its store. Until the lock has been asked, it may not. */
@Injectable()
export class StoreLeave {
  private readonly log = new Logger('Cache');
  private lock: StoreLock | undefined;
  private last: Leave = 'unknown';
  private reads = false;
  private told: boolean | undefined;

  /**
   * Whether reads may use the store. What was given holds until it is refused, or until {@link revoke}: while the database
   * is away, there are no writes that a hit could miss.
   */
  get isGiven(): boolean {
    return this.reads;
  }

  /** Whether what this instance forgets is forgotten for everybody; asked after a FORGET was answered. */
  async mayPublish(): Promise<boolean> {
    return this.last === 'given' || ((await this.lock?.isNobodys()) ?? false);
  }

  /** Asks the lock, which may be asked again. Throws what kept it from being prepared. */
  async ask(lock: StoreLock): Promise<void> {
    this.lock = lock;
    const answer = await lock.ask();
    const isNew = answer === 'given' && this.last !== 'given';
    this.last = answer;
    if (isNew) await this.prepare(lock);
    // It may have become doubtful meanwhile.
    if (this.last === 'unknown') return;
    // @mutant store-used-without-ownership
    this.reads = this.last === 'given';
    if (this.told !== this.reads) this.tell();
  }

  /** The lock may have gone: nothing is published any more until it has been asked again. */
  doubt(): void {
    this.last = 'unknown';
  }

  /** As {@link doubt}, and nothing is read either. */
  revoke(): void {
    this.doubt();
    this.reads = false;
  }

  private async prepare(lock: StoreLock): Promise<void> {
    try {
      await lock.prepare();
    } catch (error) {
      this.doubt();
      throw error;
    }
  }

  private tell(): void {
    this.told = this.reads;
    this.log.log(
      this.reads
        ? 'the cache is this process’s to use'
        : 'another process keeps the cache of this database, in its memory or in a Redis: this one reads uncached',
    );
  }
}
