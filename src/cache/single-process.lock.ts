/** The leave to keep the cache in this process alone: held by one process of a database at a time (rule 16). */
export abstract class SingleProcessLock {
  /** Resolves to `false` when another process holds it. */
  abstract acquire(): Promise<boolean>;
}
