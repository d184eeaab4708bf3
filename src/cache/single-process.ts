import { Injectable, Logger } from '@nestjs/common';

/** The leave to keep the cache in this process alone: held by one process of a database at a time (rule 16). */
export abstract class SingleProcessLock {
  /** Resolves to `false` while another process holds it. */
  abstract acquire(): Promise<boolean>;
}

/** Whether this process may keep a cache of its own. Without Redis it must not before it has the lock. */
@Injectable()
export class SingleProcess {
  private readonly log = new Logger('Cache');
  private granted = false;
  private told = false;

  get isGranted(): boolean {
    return this.granted;
  }

  /** Asks for the lock; may be asked again, and says in the log when the answer is another one. */
  async ask(lock: SingleProcessLock): Promise<boolean> {
    const granted = await lock.acquire();
    if (granted !== this.granted || !this.told) {
      this.log.log(
        granted
          ? 'the cache is kept in this process'
          : 'another process keeps the cache of this database in its memory: this one reads uncached',
      );
    }
    this.told = true;
    this.granted = granted;
    return granted;
  }
}
