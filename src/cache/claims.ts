import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CacheCall } from './cache.call.js';
import { CacheStore } from './cache.store.js';
import { Loader } from './loader.js';
import { LOAD_LEASE_MS, TOKEN_LIFE_FACTOR } from './protocol.constants.js';
import { stampOf } from './stamp.js';
import { SharedRequests } from './shared-requests.js';

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

/** Claims a complete stamp for a call, and gives back what was granted. */
@Injectable()
export class Claims {
  private readonly underWay = new SharedRequests<Omit<Held, 'stamp' | 'sentAt'>>();

  constructor(
    private readonly store: CacheStore,
    private readonly loader: Loader,
  ) {}

  /** Readers that began in time share one CLAIM. */
  async claim(call: CacheCall): Promise<Held> {
    const { result, sentAt } = await this.underWay.ask(call.address.id, call.beganAt, () => this.send(call));
    return { ...result, sentAt, stamp: stampOf({ ...result, generation: call.generation }) };
  }

  /** A CLAIM of this flight's own. */
  async anew(call: CacheCall): Promise<Held> {
    return this.claim({ ...call, beganAt: performance.now() });
  }

  /** Never throws: a lease that cannot be given back runs out by itself. */
  async release(call: CacheCall, { granted, owner }: Held): Promise<void> {
    if (granted) await this.store.release(call.address, owner).catch(() => undefined);
  }

  private async send(call: CacheCall) {
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
