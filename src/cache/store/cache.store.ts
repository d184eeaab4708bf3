import type { Address } from '../entry/address.js';
import type { TagRef } from '../entry/region.js';

/** What READ saw, all at one moment. */
export interface Snapshot {
  /** Of the connection that was asked. */
  readonly epoch: string;
  /** One for each tag of the address, in order; `null` where there is none. */
  readonly tokens: readonly (string | null)[];
  /** Only if it was requested. */
  readonly entry: Buffer | null;
  readonly locked: boolean;
}

/** What CLAIM answered. */
export interface Claim {
  readonly epoch: string;
  readonly tokens: readonly string[];
  /** Whether the caller is the one to load. */
  readonly granted: boolean;
  /** What is stored, under whatever stamp. */
  readonly entry: Buffer | null;
}

export interface ClaimRequest {
  /** Identifies the caller: unique for every claim, without spaces. */
  readonly owner: string;
  readonly generation: string;
  readonly tokenLifeMs: number;
  readonly lockMs: number;
}

export interface StoreRequest {
  readonly owner: string;
  readonly tokens: readonly string[];
  readonly payload: Buffer;
  readonly lifeMs: number;
}

/**
 * Where entries, tokens and leases are kept. Each method is one atomic step on the store, sent before the turn of the event
 * loop ends in which it was called; RELEASE of a key after the CLAIM that it takes back. Each rejects when the store did not
 * answer or refused. The contract suite says what every store keeps.
 */
export abstract class CacheStore {
  abstract readonly mode: 'redis' | 'memory';

  /** Reads the tokens of the address and, if requested, its entry and whether a load lock is held (rule 3). */
  abstract read(address: Address, wanted: { entry?: boolean; lock?: boolean }): Promise<Snapshot>;

  /** Mints what is missing and grants the lease if it is free or was for another stamp (rule 4). */
  abstract claim(address: Address, request: ClaimRequest): Promise<Claim>;

  /** Writes if the tokens of the address's tags are unchanged, and drops the lease if it is the owner's (rule 6). */
  abstract store(address: Address, request: StoreRequest): Promise<boolean>;

  /** Drops the lease if it is the owner's. */
  abstract release(address: Address, owner: string): Promise<void>;

  /** Removes the tags' tokens; resolves once every shard has answered (rule 8). */
  abstract forget(tags: readonly TagRef[]): Promise<void>;
}
