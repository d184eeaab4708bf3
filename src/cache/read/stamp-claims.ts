import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheStore } from '../store/cache.store.js';
import { LEASE_MS, LOAD_LOCK_MS, UNUSED_TOKEN_MS } from '../entry/protocol.constants.js';
import { stampOf } from '../entry/stamp.js';

/** A stamp claimed for a load, and whether this process holds the load lock for it. */
export interface ClaimedStamp {
  readonly stamp: string;
  readonly epoch: string;
  readonly tokens: readonly string[];
  readonly owner: string;
  readonly granted: boolean;
  /** The entry that the store already had, under whatever stamp. */
  readonly entry: Buffer | null;
  /** The entry's own token (rule 27). */
  readonly own: string | null;
  /** When CLAIM was sent, or the oldest of what it rests on, on `performance.now()`. */
  readonly sentAt: number;
  readonly wideSentAt?: number | undefined;
}

type ClaimReply = Omit<ClaimedStamp, 'stamp' | 'sentAt'>;

interface InFlightClaim {
  readonly sentAt: number;
  readonly reply: Promise<ClaimReply>;
}

/** Claims a complete stamp for a call, and releases load locks. */
@Injectable()
export class StampClaims {
  private readonly inFlight = new Map<string, InFlightClaim>();

  constructor(private readonly store: CacheStore) {}

  /**
   * Readers of a key share an in-flight CLAIM if they began within one lease of its sending (rule 10). The reply may
   * describe any moment since then; whatever was acknowledged before these readers began was forgotten more than a lease
   * before it.
   */
  async claim(call: CacheCall): Promise<ClaimedStamp> {
    const current = this.inFlight.get(call.address.id);
    // @mutant claim-shared-too-long
    const isShared = current !== undefined && call.beganAt - current.sentAt < LEASE_MS;
    const { sentAt, reply } = isShared ? current : this.begin(call);
    const claimed = await reply;
    // @mutant claim-lease-from-reply
    return { ...claimed, sentAt, stamp: stampOf({ ...claimed, generation: call.generation }) };
  }

  /** Claims again, for a load that waited for another process; shares only a CLAIM sent within the last lease. */
  async anew(call: CacheCall): Promise<ClaimedStamp> {
    return this.claim({ ...call, beganAt: performance.now() });
  }

  /** Takes the CLAIM back. Never throws: load locks and unused tokens that cannot be released expire by themselves. */
  async release(call: CacheCall, { granted, owner }: Pick<ClaimedStamp, 'granted' | 'owner'>): Promise<void> {
    if (granted) await this.store.release(call.address, owner, UNUSED_TOKEN_MS).catch(() => undefined);
  }

  private begin(call: CacheCall): InFlightClaim {
    const { id, wide } = call.address;
    const sentAt = performance.now() - (wide.length === 0 ? 0 : this.store.wideAgeMs);
    const reply = this.send(call).finally(() => {
      if (this.inFlight.get(id) === own) this.inFlight.delete(id);
    });
    const own = { sentAt, reply };
    this.inFlight.set(id, own);
    return own;
  }

  private async send(call: CacheCall): Promise<ClaimReply> {
    const owner = randomBytes(9).toString('base64url');
    try {
      const claim = await this.store.claim(call.address, {
        owner,
        generation: call.generation,
        tokenLifeMs: UNUSED_TOKEN_MS,
        lockMs: LOAD_LOCK_MS,
      });
      return { ...claim, owner };
    } catch (error) {
      // Redis may still execute the CLAIM, and then no process would load while its lock lasts. RELEASE follows it on the
      // same connection.
      void this.release(call, { granted: true, owner });
      throw error;
    }
  }
}
