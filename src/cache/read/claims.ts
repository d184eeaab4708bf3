import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheStore } from '../store/cache.store.js';
import { Loader } from './loader.js';
import { LEASE_MS, LOAD_LEASE_MS, TOKEN_LIFE_FACTOR } from '../entry/protocol.constants.js';
import { stampOf } from '../entry/stamp.js';

/** A claimed stamp, and whether its lease is ours. */
export interface Held {
  readonly stamp: string;
  readonly epoch: string;
  readonly tokens: readonly string[];
  readonly owner: string;
  readonly granted: boolean;
  /** What the store had under this stamp already. */
  readonly entry: Buffer | null;
  /** When CLAIM was sent, on `performance.now()`. */
  readonly sentAt: number;
}

type Claimed = Omit<Held, 'stamp' | 'sentAt'>;

interface UnderWay {
  readonly sentAt: number;
  readonly claimed: Promise<Claimed>;
}

/** Claims a complete stamp for a call, and gives back what was granted. */
@Injectable()
export class Claims {
  private readonly underWay = new Map<string, UnderWay>();

  constructor(
    private readonly store: CacheStore,
    private readonly loader: Loader,
  ) {}

  /**
   * Readers of a key share a CLAIM under way, if they began within one lease of its sending (rule 10). The answer may tell of
   * any moment since then: what was acknowledged before they began was forgotten more than a lease earlier.
   */
  async claim(call: CacheCall): Promise<Held> {
    const current = this.underWay.get(call.address.id);
    // @mutant claim-shared-too-long
    const isShared = current !== undefined && call.beganAt - current.sentAt < LEASE_MS;
    const { sentAt, claimed } = isShared ? current : this.begin(call);
    const held = await claimed;
    // @mutant claim-lease-from-reply
    return { ...held, sentAt, stamp: stampOf({ ...held, generation: call.generation }) };
  }

  /** A CLAIM of this flight's own. */
  async anew(call: CacheCall): Promise<Held> {
    return this.claim({ ...call, beganAt: performance.now() });
  }

  /** Never throws: a lease that cannot be given back runs out by itself. */
  async release(call: CacheCall, { granted, owner }: Held): Promise<void> {
    if (granted) await this.store.release(call.address, owner).catch(() => undefined);
  }

  private begin(call: CacheCall): UnderWay {
    const { id } = call.address;
    const sentAt = performance.now();
    const claimed = this.send(call).finally(() => {
      if (this.underWay.get(id) === own) this.underWay.delete(id);
    });
    const own = { sentAt, claimed };
    this.underWay.set(id, own);
    return own;
  }

  private async send(call: CacheCall): Promise<Claimed> {
    const owner = randomBytes(9).toString('base64url');
    try {
      const claim = await this.store.claim(call.address, {
        owner,
        generation: call.generation,
        tokenLifeMs: TOKEN_LIFE_FACTOR * this.loader.ttlMs(call),
        leaseMs: LOAD_LEASE_MS,
      });
      return { ...claim, owner };
    } catch (error) {
      // It may be carried out yet, and nobody would load under its lease: this follows it on the same connection.
      void this.store.release(call.address, owner).catch(() => undefined);
      throw error;
    }
  }
}
