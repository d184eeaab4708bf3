import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { SharedStore, type StoreChallenge } from '../cache/store/shared-store.js';
import { ReservedDatabase } from '../database/reserved.database.js';
import { SECOND_MS } from '../time/durations.js';

/** Payloads of NOTIFY on the channel of the outbox begin with one of these. */
const CHALLENGE = 'store-challenge';
const CHANGED = 'store-changed';
/** How often a challenge is announced, and for how long each time an answer is awaited. */
const ANNOUNCEMENTS = 3;
const ANSWERED_WITHIN_MS = 100;
const POLL_MS = 10;
/** After so long without Redis, an owner gives its place to an instance that has one. */
const YIELDS_AFTER_MS = SECOND_MS;

/** The servers that this instance reaches, with the means to prove that others reach them too. */
export interface StoreCandidate {
  readonly servers: string;
  readonly challenge: StoreChallenge;
}

/** What {@link StoreProof} needs of the lock of cache ownership. */
export interface ProofOwner {
  /** Whether this instance owns the cache at the moment, as the database says. */
  isOwner(): Promise<boolean>;
  /** Called when a proof that failed may succeed now. */
  tryAgain(): void;
  /** Called when another instance has a store and this one has been without for a while. */
  yield(): void;
}

/**
 * Proves that this instance caches in the same Redis as all others (rule 21). A generation belongs to one store: the first
 * owner begins a new one, and each other instance needs an answer to its challenge, which an owner writes into its own store
 * and which names the generation.
 */
@Injectable()
export class StoreProof {
  /** The servers that are the store of the generation that this instance caches under. */
  private proven: string | undefined;
  private owner: ProofOwner | undefined;
  /** Counts announcements that the owners have changed: a proof that failed may succeed now. */
  changes = 0;

  constructor(
    @Inject(SharedStore) private readonly store: SharedStore | null,
    private readonly reserved: ReservedDatabase,
  ) {}

  serve(owner: ProofOwner): void {
    this.owner = owner;
  }

  /** Whether all servers are connected and are those of the last proof. */
  get isProven(): boolean {
    return this.proven !== undefined && this.proven === this.store?.servers;
  }

  /** Whether all servers are connected and are not those of the last proof. */
  get isRefuted(): boolean {
    return this.store?.servers !== undefined && !this.isProven;
  }

  /** @returns `undefined` while a server is not connected. @throws StoreUnavailable or UnusableServer */
  async candidate(): Promise<StoreCandidate | undefined> {
    const servers = this.store?.servers;
    if (this.store === null || servers === undefined) return undefined;
    return { servers, challenge: await this.store.challenge() };
  }

  /**
   * The generation whose store the candidate is; `undefined` if no owner says so. It counts only if it is still the present one
   * once the caller holds its locks: see {@link accept}.
   */
  async generationOf({ challenge }: StoreCandidate): Promise<string | undefined> {
    const { changes } = this;
    for (let announced = 0; announced < ANNOUNCEMENTS; announced++) {
      await this.notify(`${CHALLENGE} ${challenge.name} ${challenge.shards.join(' ')}`);
      const giveUpAt = performance.now() + ANSWERED_WITHIN_MS;
      while (performance.now() < giveUpAt) {
        const answer = await challenge.answer();
        if (answer !== undefined) return answer;
        if (changes !== this.changes) return undefined;
        await sleep(POLL_MS);
      }
    }
    return undefined;
  }

  /**
   * Call while the locks are held, before the first read.
   * @param expected the generation that the store was proved for; none if the caller has just begun the present one.
   * @returns whether the candidate is the store of the present generation, and still connected.
   */
  async accept({ servers }: StoreCandidate, expected?: string): Promise<boolean> {
    // @mutant proof-of-past-generation
    if (expected !== undefined && expected !== (await this.generation())) return false;
    if (this.store?.servers !== servers) return false;
    this.proven = servers;
    return true;
  }

  /** Lets the instances try again whose proof failed. */
  async announceChange(): Promise<void> {
    await this.notify(CHANGED);
  }

  /** Takes a notification. @returns whether it was meant for this class */
  receive(payload: string): boolean {
    const [kind, name = '', ...shards] = payload.split(' ');
    if (kind === CHALLENGE) void this.answer({ name, shards }).catch(() => undefined);
    else if (kind === CHANGED) {
      this.changes++;
      this.owner?.tryAgain();
    } else return false;
    return true;
  }

  /**
   * Names the generation as of a moment before this instance was an owner with these servers. If it is an earlier generation
   * of another store, then the present one is another, and {@link accept} refuses the answer.
   */
  private async answer(challenge: Pick<StoreChallenge, 'name' | 'shards'>): Promise<void> {
    const { store, owner } = this;
    if (store === null || owner === undefined) return;
    // @mutant store-never-yielded
    if (store.awaySince !== undefined && performance.now() - store.awaySince > YIELDS_AFTER_MS) {
      owner.yield();
      return;
    }
    const generation = await this.generation();
    const { servers } = store;
    // @mutant unproven-instance-answers
    if (!this.isProven || !(await owner.isOwner()) || servers !== store.servers) return;
    await store.answer(challenge, generation);
  }

  private async generation(): Promise<string> {
    const [row] = await this.reserved.query<{ generation: string }>(
      'SELECT generation FROM cache_generation',
    );
    if (row === undefined) throw new Error('There is no cache generation.');
    return row.generation;
  }

  private async notify(payload: string): Promise<void> {
    await this.reserved.query(`SELECT pg_notify('outbox', $1)`, [payload]);
  }
}
