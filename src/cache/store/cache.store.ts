import type { Address } from '../entry/address.js';
import type { TagRef } from '../entry/region.js';

/** Reply to READ, all of one moment. */
export interface Snapshot {
  /** Epoch of the connection that answered. */
  readonly epoch: string;
  /** One token for each tag of the address, in order, wide ones last; `null` where it is missing. */
  readonly tokens: readonly (string | null)[];
  /**
   * When the command was sent that confirmed the wide tokens, on `performance.now()`; missing if they were read together with the
   * others. A lease counts from the earlier of the two (rule 29).
   */
  readonly wideSentAt?: number;
  /** `null` unless it was requested. */
  readonly entry: Buffer | null;
  /** The entries that were requested under other keys, in order. */
  readonly others?: readonly (Buffer | null)[];
  readonly locked: boolean;
}

/** What READ returns besides tokens. */
export interface ReadRequest {
  readonly entry?: boolean;
  readonly lock?: boolean;
  /** Keys of the same shard whose entries are read as well. */
  readonly others?: readonly string[];
}

/** Reply to CLAIM. */
export interface Claim {
  readonly epoch: string;
  readonly tokens: readonly string[];
  /** As in {@link Snapshot}. */
  readonly wideSentAt?: number;
  /** Whether the caller got the load lock. */
  readonly granted: boolean;
  /** The stored entry, under whatever stamp. */
  readonly entry: Buffer | null;
  /** The entry's own token (rule 27). */
  readonly own: string | null;
}

export interface ClaimRequest {
  /**
   * Owner of the load lock, and of the tokens that the CLAIM creates: a unique name for every claim, with random bytes and
   * without spaces and dots.
   */
  readonly owner: string;
  readonly generation: string;
  /** For the tokens that it creates; those that it finds live at least twice as long. */
  readonly tokenLifeMs: number;
  readonly lockMs: number;
}

export interface StoreRequest {
  /** Epoch of the CLAIM that returned the tokens. */
  readonly epoch: string;
  readonly owner: string;
  readonly tokens: readonly string[];
  /** The entry's own token as the CLAIM returned it, and the new one of a refresh (rule 27). */
  readonly own: string | null;
  readonly renewedOwn?: string;
  /** At least as long as any copy of the entry lives, this one included. */
  readonly ownLifeMs: number;
  readonly payload: Buffer;
  readonly lifeMs: number;
  /** How long the entry's tokens live from now, unless they live longer anyway. */
  readonly tokenLifeMs: number;
}

/**
 * Port to the store of entries, tokens and load locks. Each method is one atomic step on the store and is sent before the
 * turn of the event loop ends in which it was called, or later if too many wait for a reply; RELEASE of a key is sent after
 * the CLAIM that it undoes. Each rejects when the store fails or does not answer. `test/contract` tests the behaviour that every store must have.
 */
export abstract class CacheStore {
  abstract readonly mode: 'redis' | 'memory';

  /**
   * Whether calls wait for their turn in this process while the store answers others promptly: such a wait is not the
   * store's (rule 23).
   */
  get isBehind(): boolean {
    return false;
  }

  /** The longest age of the confirmation of the wide tokens in a command's reply, in ms (rule 29). */
  get wideAgeMs(): number {
    return 0;
  }

  /** Reads the tokens of the address and, on request, its entry, entries of its shard, and whether it has a load lock (rule 3). */
  abstract read(address: Address, wanted: ReadRequest): Promise<Snapshot>;

  /** Creates missing tokens, and grants the load lock if it is free or belongs to another stamp (rule 4). */
  abstract claim(address: Address, request: ClaimRequest): Promise<Claim>;

  /**
   * Writes the entry if its own token and those of its tags are unchanged, keeps these, renews its own on request, and drops the
   * owner's load lock (rule 6). Wide tokens that another server keeps are not checked. Returns whether it wrote the entry.
   */
  abstract store(address: Address, request: StoreRequest): Promise<boolean>;

  /**
   * Since when these tokens of the address's wide tags are known to be current, on `performance.now()`, if STORE does not say so itself.
   * @param tokens of all tags
   */
  wideSince(_address: Pick<Address, 'wide'>, _tokens: readonly string[]): number {
    return Number.POSITIVE_INFINITY;
  }

  /**
   * Drops the load lock if it is the owner's, and those tokens that its CLAIM created and that no other CLAIM has used: no entry was
   * stored under them, and no other CLAIM has found them (rule 26).
   * @param tokenLifeMs as in the CLAIM
   */
  abstract release(address: Address, owner: string, tokenLifeMs: number): Promise<void>;

  /** Removes the entry and replaces its own token, so that no copy of it is confirmed any more (rule 27). */
  abstract drop(address: Address, own: string, ownLifeMs: number): Promise<void>;

  /** Removes the tokens of the tags; resolves once every shard has answered (rule 8). */
  abstract forget(tags: readonly TagRef[]): Promise<void>;
}
