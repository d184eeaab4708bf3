/** A question that only an instance on the same servers can answer; made after this instance connected to them. */
export interface StoreChallenge {
  /** Random, so no copy of a store can hold an answer to it. */
  readonly name: string;
  /** The name of one shard of each server, where the answer is expected. */
  readonly shards: readonly string[];
  /**
   * What another instance wrote, if every connection to every server shows it; otherwise `undefined`.
   * @throws StoreUnavailable or UnusableServer if a server cannot be used.
   */
  answer(): Promise<string | undefined>;
}

/**
 * Port to the servers behind a store that instances share, to prove that two instances use the same servers, database
 * number and namespace (rule 21).
 */
export abstract class SharedStore {
  /**
   * Names the server processes that all connections reach. It stays the same as long as they are the same; `undefined` while
   * a connection is closed, or while connections that belong together reach different servers.
   */
  abstract readonly servers: string | undefined;

  /** Since when the store cannot be used, on `performance.now()`; `undefined` while it can. */
  abstract readonly awaySince: number | undefined;

  /** Begins a proof. @throws StoreUnavailable or UnusableServer unless every connection reaches a primary. */
  abstract challenge(): Promise<StoreChallenge>;

  /** Answers the challenge of another instance. Rejects if a server does not take the answer. */
  abstract answer(challenge: Pick<StoreChallenge, 'name' | 'shards'>, answer: string): Promise<void>;
}
